import type { Fact } from "../../document/fact.js";
import type { Node } from "../../document/node.js";
import { verifiedAfter } from "../../shell/verification.js";
import { parseImage, repositoryOf } from "../../text/image-reference.js";
import { imageOf, stageOf } from "./stage.js";

/** Instructions that change nothing in an image but how it is started. */
const startup: ReadonlySet<string> = new Set([
  "CMD",
  "ENTRYPOINT",
  "EXPOSE",
  "HEALTHCHECK",
  "STOPSIGNAL",
  "VOLUME",
  "LABEL",
]);

/** What rules can ask of the nodes of a Dockerfile, besides what they ask of shell commands. */
export const dockerfileFacts: readonly Fact[] = [
  {
    signature: "Node.stage(): Node",
    description: "The build stage around the node; does not match before the first `FROM`.",
    example: 'node.stage().has("HEALTHCHECK")',
    handler: (node: Node) => stageOf(node).node,
  },
  {
    signature: "Node.isFinal(): bool",
    description:
      "True within a stage that builds end with: the last one of the file, and those that a compose file of the folders around names as `target`.",
    example: "node.isFinal()",
    handler: (node: Node) => stageOf(node).final,
  },
  {
    signature: "Node.stageUser(): string",
    description:
      "The user in force at the end of the stage, without its group, through the stages it builds on; empty when no `USER` says. Unknown for `USER $NAME` without a default.",
    example: 'node.stageUser() in ["root", "0"]',
    handler: (node: Node) => (stageOf(node).user?.text ?? "").split(":", 1)[0]!.trim(),
  },
  {
    signature: "Node.sharesUser(): bool",
    description: "True when the stage ends as the user of an earlier stage that builds end with too.",
    example: "!node.sharesUser()",
    handler: (node: Node) => stageOf(node).sharesUser,
  },
  {
    signature: "Node.userNode(): Node",
    description: "The `USER` instruction in force at the end of the stage; does not match when there is none.",
    example: "node.same(node.userNode())",
    handler: (node: Node) => {
      const { user } = stageOf(node);
      if (!user) throw new RangeError("no USER");
      return user;
    },
  },
  {
    signature: "Node.lastStep(): Node",
    description:
      "The last instruction of the stage that builds something; what follows it says how the image is started (`EXPOSE`, `CMD`, `ENTRYPOINT` …).",
    example: "after: node.lastStep()",
    handler: (node: Node) => {
      const { children } = stageOf(node).node;
      return children.findLast((child) => !startup.has(child.name)) ?? children[0]!;
    },
  },
  {
    signature: "Node.fromStage(): bool",
    description: "True when the stage builds on an earlier stage of the file; for `--from`, when it names one.",
    example: "!node.fromStage()",
    handler: (node: Node) => {
      const stage = stageOf(node);
      return node.name === "--from" ? stage.names(imageOf(node)) : stage.base !== undefined;
    },
  },
  {
    signature: "Node.origin(): Node",
    description: "The `FROM` of the image that the stage is built on in the end, through earlier stages of the file.",
    example: 'node.origin().image().startsWith("alpine")',
    handler: (node: Node) => stageOf(node).origin,
  },
  {
    signature: "Node.image(): string",
    description:
      "The image of the stage's `FROM` or of a `--from`, with variables filled in. Unknown when a variable has no default.",
    example: 'node.image() == "scratch"',
    handler: imageOf,
  },
  {
    signature: "Node.imageRepository(): string",
    description: "The image's registry and name, without tag, digest and what Docker Hub adds (`docker.io/library/`).",
    example: 'node.imageRepository() == "node"',
    handler: (node: Node) => repositoryOf(imageOf(node)),
  },
  {
    signature: "Node.imageRegistry(): string",
    description: "The registry written in the image's name, empty when there is none.",
    example: 'node.imageRegistry() == "quay.io"',
    handler: (node: Node) => parseImage(imageOf(node)).registry,
  },
  {
    signature: "Node.imageName(): string",
    description: "The image's name without registry, tag and digest.",
    example: 'node.imageName() == "node"',
    handler: (node: Node) => parseImage(imageOf(node)).name,
  },
  {
    signature: "Node.imageTag(): string",
    description: "The image's tag, empty when none is written.",
    example: 'node.imageTag() in ["", "latest"]',
    handler: (node: Node) => parseImage(imageOf(node)).tag,
  },
  {
    signature: "Node.imageDigest(): string",
    description: "The image's digest, empty when none is written.",
    example: 'node.imageDigest() == ""',
    handler: (node: Node) => parseImage(imageOf(node)).digest,
  },
  {
    signature: "Node.usedIn(): list<Node>",
    description:
      "The `RUN` instructions of the stage that name the variable of an `ARG` or `ENV`; none when another kind of instruction names it too.",
    example: "node.usedIn().size() == 1",
    handler: usedIn,
  },
  {
    signature: "Node.variableAround(): Node",
    description:
      "The variable of an `ARG` or `ENV` that a place found in the file's text stands in; does not match anywhere else.",
    example: 'node.variableAround().parent.name == "ARG"',
    handler: (node: Node) => {
      const { start, end } = node.range;
      for (const stage of rootOf(node).children)
        for (const instruction of stage.children)
          if (
            /^(?:ARG|ENV)$/.test(instruction.name) &&
            instruction.range.start <= start &&
            end <= instruction.range.end
          )
            for (const variable of instruction.children)
              if (variable.range.start <= start && end <= variable.range.end) return variable;
      throw new RangeError("in no variable");
    },
  },
  {
    signature: "Node.sources(): list<string>",
    description: "The known sources of a `COPY` or `ADD`: all values but the last. Here-documents are no sources.",
    example: 'node.sources().exists(s, s.endsWith(".pem"))',
    handler: (node: Node) =>
      node.values.slice(0, -1).flatMap((value) => (value.known && !value.text.startsWith("<<") ? [value.text] : [])),
  },
  {
    signature: "Node.destination(): string",
    description: "The last value of a `COPY` or `ADD`. Unknown when it has a variable without a default.",
    example: 'node.destination().startsWith("/root/.ssh")',
    handler: (node: Node) => {
      const last = node.values.at(-1);
      if (!last) throw new RangeError("no destination");
      return node.args.at(-1);
    },
  },
  {
    signature: "Node.coversPort(int): bool",
    description: "True when the node's only value is this TCP port or a range with it: `22`, `22/tcp`, `20-25`.",
    example: "node.wordNodes().exists(w, w.coversPort(22))",
    handler: (node: Node, port: bigint) => {
      const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/tcp)?$/i.exec(node.text);
      return match !== null && Number(match[1]) <= port && port <= Number(match[2] ?? match[1]);
    },
  },
  {
    signature: "Node.verified(): bool",
    description:
      "True when a later command of the stage checks a checksum or a signature: `sha256sum -c`, `gpg --verify`, `cosign verify` …",
    example: "!node.verified()",
    handler: (node: Node) => verifiedAfter(stageOf(node).node, node),
  },
];

function rootOf(node: Node): Node {
  let root = node;
  while (root.above) root = root.above;
  return root;
}

function usedIn(node: Node): Node[] {
  const root = rootOf(node);
  const name = new RegExp(`\\$\\{?${node.name.replace(/\W/g, "")}\\b`);
  const named = stageOf(node).node.children.filter((one) =>
    name.test(String(root.source).slice(one.range.start, one.range.end)),
  );
  return named.every((one) => one.name === "RUN") ? named : [];
}
