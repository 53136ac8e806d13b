import assert from "node:assert/strict";
import { diskHost } from "../../server/src/disk.js";
import { Project } from "../../server/src/project/project.js";

describe("containers and pipelines", () => {
  let project: Project;
  before(async () => {
    const host = { ...diskHost(), today: () => "2026-06-15" };
    project = await Project.open(host, { root: "/nowhere", noConfig: true, allRules: true });
  });

  async function lint(path: string, lines: readonly string[]) {
    const text = `${lines.join("\n")}\n`;
    const { findings, problems, document } = await project.lintText(`/nowhere/${path}`, text);
    const place = (offset: number) => {
      const { line, column } = document!.lines.position(offset);
      return `${line + 1}:${column + 1}`;
    };
    return {
      found: findings.map((finding) => `${place(finding.range.start)} ${finding.id}`),
      problems: problems.map((problem) => `${place(problem.range!.start)} ${problem.message}`),
    };
  }

  const wide = Array(10).fill("x").join(", ");
  const bomb = [
    `a0: &a0 [${wide}]`,
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(", ")}]`),
  ];
  const service = ["services:", "  top:", "    privileged: true"];
  const broken: {
    what: string;
    path?: string;
    lines: readonly string[];
    problems: readonly string[];
    /** What is found all the same, of one rule. */
    found: readonly string[];
  }[] = [
    {
      what: "tabs in YAML",
      lines: [...service, "\tother: x"],
      problems: ["4:1 Tabs are not allowed as indentation"],
      found: ["3:5 privileged-container"],
    },
    {
      what: "a key that stands twice",
      lines: ["services:", "  top:", "    privileged: false", "    privileged: true"],
      problems: ['4:5 "privileged" stands here twice'],
      found: ["4:5 privileged-container"],
    },
    {
      what: "an alias within its anchor",
      lines: ["services: &all", "  top: *all", "  web: { privileged: true }"],
      problems: ['2:8 "*all" stands within what it stands for'],
      found: ["3:10 privileged-container"],
    },
    {
      what: "a merge of itself",
      lines: ["services:", "  top: &top", "    <<: *top", "    privileged: true"],
      problems: ['3:9 "*top" stands within what it stands for'],
      found: ["4:5 privileged-container"],
    },
    {
      what: "an alias without an anchor",
      lines: ["services:", "  web: *base", "  top: { privileged: true }"],
      problems: ['2:8 no anchor "base" stands before'],
      found: ["3:10 privileged-container"],
    },
    {
      what: "aliases that stand for billions of nodes",
      lines: [...bomb, ...service],
      problems: ["5:45 aliases stand for more than 10000 nodes; the rest is not read"],
      found: ["13:5 privileged-container"],
    },
    {
      what: "a quote that is not closed",
      path: ".github/workflows/ci.yml",
      lines: ["on: push", "permissions: write-all", "jobs:", "  build:", '    runs-on: "x'],
      problems: ['6:1 Missing closing "quote'],
      found: ["2:1 wildcard-permission"],
    },
    {
      what: "an object that is not closed",
      path: "pod.json",
      lines: ['{"apiVersion": "v1", "kind": "Pod",', ' "spec": {"containers": [], "hostPID": true'],
      problems: ["2:10 the object is not closed", "1:1 the object is not closed"],
      found: ["2:29 privileged-container"],
    },
    {
      what: "unknown instructions",
      path: "Dockerfile",
      lines: ["FROM debian:12.8", "USR app", "INCLUDE common.docker", "RUN --security=insecure make"],
      problems: ["2:1 unknown instruction USR", "3:1 unknown instruction INCLUDE"],
      found: ["1:1 container-runs-as-root", "4:5 privileged-container"],
    },
    {
      what: "only comments",
      path: "Dockerfile",
      lines: ["# syntax=docker/dockerfile:1", "# nothing yet"],
      problems: [],
      found: [],
    },
    { what: "no FROM", path: "Dockerfile", lines: ["RUN make", "USER root"], problems: [], found: [] },
    {
      what: "a here-document that is not closed",
      path: "Dockerfile",
      lines: ["FROM debian:12.8", "RUN <<EOF"],
      problems: ["2:5 the here-document EOF is never closed"],
      found: ["1:1 container-runs-as-root"],
    },
    {
      what: "a template of another tool in a Dockerfile",
      path: "Dockerfile",
      lines: ["FROM {{ base }}", "{% if debug %}", "USER root", "{% endif %}", "RUN --security=insecure make"],
      problems: [],
      found: ["5:5 privileged-container"],
    },
    {
      what: "a template of another tool in a compose file",
      lines: ["services:", "{% for name in names %}", "  {{ name }}:", "    privileged: true", "{% endfor %}"],
      problems: [],
      found: ["4:5 privileged-container"],
    },
    {
      what: "a chart",
      path: "templates/pod.yaml",
      lines: [
        "apiVersion: v1",
        "kind: Pod",
        "spec:",
        "  {{- with .Values.context }}",
        "  securityContext: {{ toYaml . | nindent 4 }}",
        "  {{- end }}",
        "  hostPID: true",
        "  containers:",
        "    - name: {{ .Chart.Name }}",
        "      image: {{ .Values.image }}",
      ],
      problems: [],
      found: ["7:3 privileged-container"],
    },
  ];
  for (const { what, path = "compose.yaml", lines, problems, found } of broken) {
    it(`are read with ${what}`, async () => {
      const result = await lint(path, lines);
      assert.deepEqual(result.problems, problems);
      const ids = ["privileged-container", "wildcard-permission", "container-runs-as-root"];
      assert.deepEqual(
        result.found.filter((one) => ids.some((id) => one.endsWith(id))),
        found,
      );
    });
  }

  // What is absent is told on a line that is there, so that a comment can accept it.
  const absent: Record<string, { path: string; lines: readonly string[]; line: number }> = {
    "container-runs-as-root": { path: "Dockerfile", lines: ["FROM debian:12.8", 'CMD ["app"]'], line: 1 },
    "container-runs-as-root of the last stage": {
      path: "Dockerfile",
      lines: ["FROM golang:1.23 AS build", "RUN go build", "", "FROM debian:12.8", "COPY --from=build /app /app"],
      line: 4,
    },
    "container-runs-as-root in a pod": {
      path: "pod.yaml",
      lines: [
        "apiVersion: v1",
        "kind: Pod",
        "spec:",
        "  containers:",
        "    - name: web",
        "      image: example/web:1.2",
      ],
      line: 6,
    },
    "default-service-account": {
      path: "pod.yaml",
      lines: ["apiVersion: v1", "kind: Pod", "spec:", "  containers:", "    - image: example/web:1.2"],
      line: 3,
    },
    "missing-job-permissions": {
      path: ".github/workflows/ci.yml",
      lines: ["on: push", "jobs:", "  build:", "    runs-on: ubuntu-24.04", "    steps: [{ run: make }]"],
      line: 2,
    },
    "image-not-pinned": { path: "compose.yaml", lines: ["services:", "  db:", "    image: postgres"], line: 3 },
    "owner-missing": { path: "compose.yaml", lines: ["services:", "  db:", "    image: postgres:17.2"], line: 2 },
    "no-https-redirect": {
      path: "ingress.yaml",
      lines: ["apiVersion: networking.k8s.io/v1", "kind: Ingress", "spec:", "  rules:", "    - host: shop.example.com"],
      line: 5,
    },
  };
  for (const [name, { path, lines, line }] of Object.entries(absent)) {
    it(`${name}: a comment on the line or before it accepts what is absent`, async () => {
      const id = name.split(" ", 1)[0]!;
      const of = async (text: readonly string[]) =>
        (await lint(path, text)).found.filter((one) => one.endsWith(` ${id}`));
      const [finding, ...more] = await of(lines);
      assert.deepEqual(more, []);
      assert.equal(finding?.split(":", 1)[0], String(line));
      const comment = `# tenet-ignore ${id}: accepted`;
      const before = [...lines.slice(0, line - 1), comment, ...lines.slice(line - 1)];
      const result = await lint(path, before);
      assert.deepEqual(
        result.found.filter((one) => one.endsWith(` ${id}`) || one.endsWith("unused-suppression")),
        [],
      );
      // Docker takes no comment behind an instruction.
      if (path === "Dockerfile") return;
      const behind = lines.map((text, i) => (i === line - 1 ? `${text} ${comment}` : text));
      assert.deepEqual(await of(behind), []);
    });
  }
});
