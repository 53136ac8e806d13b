import assert from "node:assert/strict";
import { scalarPieces } from "../../server/src/data/scalar-pieces.js";
import { type Document, type Files, type Format, noFiles } from "../../server/src/document/document.js";
import { type Node, textValue, Unknown } from "../../server/src/document/node.js";
import { compose } from "../../server/src/formats/compose/compose.js";
import { detect } from "../../server/src/formats/index.js";
import { kubernetes } from "../../server/src/formats/kubernetes/kubernetes.js";
import { workflow } from "../../server/src/formats/workflow/workflow.js";
import { filesOf } from "../../server/src/lint/example.js";

function read(format: Format, text: string, files: Files = noFiles, path = "compose.yaml"): Document {
  return format.parse(path, text, files) as Document;
}

function ask(format: Format, name: string, node: Node, ...rest: unknown[]): unknown {
  return format.facts!.find((fact) => fact.signature.startsWith(`Node.${name}(`))!.handler(node, ...rest);
}

function at(document: Document, name: string): Node {
  return document.named(name)[0]!;
}

describe("compose files", () => {
  it("tell what a service has through what it extends and the override file beside", () => {
    const files = filesOf({
      "base.yaml": "services: { base: { user: app, image: 'example/base:1.2' } }",
      "compose.override.yaml": "services: { web: { read_only: true } }",
    });
    const text = "services:\n  web:\n    extends: { file: base.yaml, service: base }\n    init: true\n";
    const init = at(read(compose, text, files), "init");
    assert.equal(ask(compose, "sets", init, "user"), true);
    assert.equal(ask(compose, "sets", init, "read_only"), true);
    assert.equal(ask(compose, "sets", init, "privileged"), false);
    assert.equal(ask(compose, "serviceImage", init), "example/base:1.2");
    assert.throws(() => ask(compose, "sets", at(read(compose, text), "init"), "user"), Unknown);
  });

  it("do not follow services that extend each other for ever", () => {
    const text = "services:\n  a: { extends: b, init: true }\n  b: { extends: a }\n";
    assert.equal(ask(compose, "sets", at(read(compose, text), "init"), "user"), false);
    const round = "services: { a: { init: true, extends: { file: b.yaml, service: b } } }";
    const files = filesOf({
      "b.yaml": "services: { b: { extends: { file: compose.yaml, service: a } } }",
      "compose.yaml": round,
    });
    assert.ok(!ask(compose, "sets", at(read(compose, round, files), "init"), "user"));
  });

  it("take the variables of their environment files, where those are there", () => {
    const text = [
      "services:",
      "  web:",
      "    env_file: [a.env, { path: sub/b.env, required: false }]",
      "    environment: { C: own }",
      "  old: { env_file: absent.env, environment: { C: own } }",
      "  none: { environment: { C: own } }",
    ].join("\n");
    const files = filesOf({ "a.env": "A=1\nB=first\nC=file\n", "sub/b.env": "B='second'\nD=$A\n" });
    const document = read(compose, text, files);
    const [web, old, none] = document.named("C").map((node) => (name: string) => ask(compose, "variable", node, name));
    assert.equal(web!("A"), "1");
    assert.equal(web!("B"), "second");
    assert.equal(web!("C"), "own");
    assert.throws(() => web!("D"), Unknown);
    assert.throws(() => old!("A"), Unknown);
    assert.equal(none!("A"), "");
    for (const name of ["A", "B"]) assert.equal(at(document, name).range.start, -1);
  });

  it("read no file outside of the workspace for their variables", () => {
    const asked: string[] = [];
    const files = { read: (path: string) => void asked.push(path), list: () => [] };
    const text = "services:\n  web:\n    env_file: [../../etc/secret.env, /etc/secret.env, ../b.env]\n";
    read(compose, text, files, "a/compose.yaml");
    assert.deepEqual(asked, ["b.env"]);
  });

  it("publish ports in every form", () => {
    const ports: [string, string][] = [
      ['"80"', "0.0.0.0/0 80 * tcp"],
      ["8080:80", "0.0.0.0/0 80 8080 tcp"],
      ["127.0.0.1:8080:80/udp", "127.0.0.1/32 80 8080 udp"],
      ["127.0.0.1::80", "127.0.0.1/32 80 * tcp"],
      ['"[::1]:8080:80"', "127.0.0.1/32 80 8080 tcp"],
      ['"[::]:8080:80"', "0.0.0.0/0 80 8080 tcp"],
      ["192.168.1.5:8080:80", "? 80 8080 tcp"],
      ["3000-3005:3000-3005", "0.0.0.0/0 3000-3005 3000-3005 tcp"],
      ["${BIND:-127.0.0.1}:8080:80", "127.0.0.1/32 80 8080 tcp"],
      ["${BIND}:8080:80", "? 80 ? tcp"],
      ["${PORT}:80", "0.0.0.0/0 80 ? tcp"],
      ["127.0.0.1:${PORT}:80", "127.0.0.1/32 80 ? tcp"],
      ["{ target: 80, published: 8080 }", "0.0.0.0/0 80 8080 tcp"],
      ["{ target: 80, host_ip: '::1', protocol: udp }", "127.0.0.1/32 80 * udp"],
    ];
    for (const [port, expected] of ports) {
      const document = read(compose, `services:\n  web:\n    ports:\n      - ${port}\n`);
      const [opening] = compose.openings!(document);
      const values = [opening!.values[0]!, ...opening!.children.map((child) => child.values[0]!)];
      assert.equal(values.map((value) => (value.known ? value.text : "?")).join(" "), expected, port);
    }
  });
});

describe("manifests", () => {
  it("are the same in JSON", () => {
    const yaml = read(kubernetes, "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      command: [sh, -c, 'curl -k x']\n");
    const json = read(
      kubernetes,
      '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a","command":["sh","-c","curl -k x"]}]}}',
      noFiles,
      "pod.json",
    );
    const names = (document: Document) => document.all().map((node) => `${node.kind} ${node.name} ${node.known}`);
    assert.deepEqual(names(json), names(yaml));
    assert.ok(names(yaml).includes("command curl -k,x"));
  });

  it("have a container's own security context before the pod's", () => {
    const text =
      "apiVersion: v1\nkind: Pod\nspec:\n  securityContext: { runAsUser: 0, runAsNonRoot: true }\n  containers:\n    - name: a\n      securityContext: { runAsUser: 1000 }\n";
    const name = at(read(kubernetes, text), "name");
    assert.equal(ask(kubernetes, "security", name, "runAsUser"), 1000n);
    assert.equal(ask(kubernetes, "security", name, "runAsNonRoot"), true);
    assert.equal(ask(kubernetes, "security", name, "privileged"), null);
    const hole = read(kubernetes, text.replace("{ runAsUser: 1000 }", "{{ toYaml .Values.context }}"));
    assert.throws(() => ask(kubernetes, "security", at(hole, "name"), "runAsUser"), Unknown);
  });

  it("give their programs options in every spelling", () => {
    const spellings: [string, string][] = [
      ["command: [kubelet, --anonymous-auth=true]", "true"],
      ["args: [--anonymous-auth, 'false']", "false"],
      ["args: [--anonymous-auth, --other]", "true"],
      ["command: [sh, -c, 'exec kubelet --anonymous-auth=false --x']", "false"],
    ];
    for (const [entry, expected] of spellings) {
      const text = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      ${entry}\n`;
      assert.equal(ask(kubernetes, "flag", at(read(kubernetes, text), "name"), "anonymous-auth"), expected, entry);
    }
  });
});

describe("pipelines", () => {
  it("are known by their folder, their name or what is in them", () => {
    const of = (path: string, text = "") => detect(path, () => text)?.id;
    assert.equal(of(".github/workflows/ci.yml"), "workflow");
    assert.equal(of(".gitlab-ci.yml"), "workflow");
    assert.equal(of("ci/go.yml", "name: Go\non:\n  push:\njobs:\n  build:\n    runs-on: x\n"), "workflow");
    assert.equal(of("action.yml", "runs:\n  using: composite\n"), "workflow");
    assert.equal(of("ci/go.yml", "on: 1\n"), "yaml");
  });

  it("are started by the events of any form of `on`", () => {
    const events = (on: string) => ask(workflow, "triggers", at(read(workflow, `${on}\njobs: {}\n`), "jobs"));
    assert.deepEqual(events("on: push"), ["push"]);
    assert.deepEqual(events("on: [push, workflow_call]"), ["push", "workflow_call"]);
    assert.deepEqual(events("on:\n  workflow_call:\n    inputs: {}"), ["workflow_call"]);
  });
});

describe("what stands in a scalar", () => {
  it("is found in the file, whatever quotes, escapes and folds lie between", () => {
    for (const source of [
      "run: |\n  first\n    second\n\n  third\n",
      "run: >\n  first\n  second\n\n  third\n",
      'run: "first\\n\\"second\\" \\\n  third"\n',
      "run: 'first ''second'' third'\n",
      "run: first\n  second third\n",
    ]) {
      const run = at(read(workflow, source), "run");
      const pieces = scalarPieces(source, run.values[0]!);
      for (const word of ["first", "second", "third"]) {
        const offset = run.values[0]!.text.indexOf(word);
        const i = pieces.findLastIndex((place, index) => index % 2 === 0 && place <= offset);
        assert.equal(pieces[i + 1]! + offset - pieces[i]!, source.indexOf(word), `${word} of ${JSON.stringify(source)}`);
      }
    }
    assert.deepEqual(scalarPieces("", textValue("", { start: 0, end: 0 })), [0, 0]);
  });

  it("is read in linear time, however it is broken", () => {
    for (const format of [compose, kubernetes, workflow]) {
      for (const text of [
        `a: ${"[".repeat(5000)}`,
        `run: "${"\\u0041 ".repeat(20_000)}`,
        `services: { a: { command: "${"$(".repeat(5000)}" } }`,
        `- &a [${"*a,".repeat(5000)}]`,
        `command: ${"a ".repeat(50_000)}`,
      ]) {
        const started = Date.now();
        read(format, text).all();
        assert.ok(Date.now() - started < 3000, `${format.id} ${text.slice(0, 20)}`);
      }
    }
  });
});
