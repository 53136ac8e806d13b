import type { Fact } from "../document/fact.js";
import type { Node } from "../document/node.js";
import { parseImage, repositoryOf } from "../text/image-reference.js";

/** What rules can ask of a node whose value is an image reference. */
export const imageFacts: readonly Fact[] = [
  {
    signature: "Node.imageRepository(): string",
    description: "The image's registry and name, without tag, digest and what Docker Hub adds (`docker.io/library/`).",
    example: 'node.imageRepository() == "postgres"',
    handler: (node: Node) => repositoryOf(node.text),
  },
  {
    signature: "Node.imageTag(): string",
    description: "The image's tag, empty when none is written.",
    example: 'node.imageTag() in ["", "latest"]',
    handler: (node: Node) => parseImage(node.text).tag,
  },
  {
    signature: "Node.imageDigest(): string",
    description: "The image's digest, empty when none is written.",
    example: 'node.imageDigest() == ""',
    handler: (node: Node) => parseImage(node.text).digest,
  },
];
