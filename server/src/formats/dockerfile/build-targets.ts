import type { Files } from "../../document/document.js";
import type { Node } from "../../document/node.js";

/** How many folders up from the Dockerfile a compose file is looked for. */
const farthest = 3;
const isCompose = /^(?:docker-|podman-)?compose(?:[.-][\w.-]+)?\.ya?ml$/i;

/** A compose file that may say which stage of a Dockerfile is built. */
export interface ComposeText {
  readonly folder: readonly string[];
  readonly text: string;
}

/** The compose files beside a Dockerfile and in the folders around it that name a target. */
export function composeTexts(path: string, files: Files): ComposeText[] {
  const found: ComposeText[] = [];
  const folders = path.split("/").slice(0, -1);
  for (let up = 0; up <= farthest && up <= folders.length; up++) {
    const folder = folders.slice(0, folders.length - up);
    for (const name of files.list(folder.join("/"))) {
      const text = isCompose.test(name) ? files.read([...folder, name].join("/")) : undefined;
      if (text?.includes("target")) found.push({ folder, text });
    }
  }
  return found;
}

/** The stages of the Dockerfile at `path`, in lower case, that these compose files build from it. */
export async function buildTargets(path: string, texts: readonly ComposeText[]): Promise<ReadonlySet<string>> {
  const { readYaml } = await import("../../data/read-yaml.js");
  const targets = new Set<string>();
  for (const { folder, text } of texts)
    for (const build of builds(readYaml(text).nodes)) {
      const target = textOf(build, "target");
      const context = textOf(build, "context") ?? ".";
      const file = resolve(resolve(folder, context), textOf(build, "dockerfile") ?? "Dockerfile");
      if (target && file.join("/") === path) targets.add(target.toLowerCase());
    }
  return targets;
}

function builds(nodes: readonly Node[]): Node[] {
  const services = nodes.filter((node) => node.name === "services").flatMap((node) => node.children);
  return services.flatMap((service) => service.children.filter((child) => child.name === "build"));
}

function textOf(node: Node, name: string): string | undefined {
  return node.children.find((child) => child.name === name)?.values[0]?.text;
}

function resolve(folder: readonly string[], to: string): string[] {
  const parts = [...folder];
  for (const part of to.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts;
}
