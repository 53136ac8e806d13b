import { readYaml } from "../../data/read-yaml.js";
import type { Files } from "../../document/document.js";
import type { Node } from "../../document/node.js";

/** How many folders up from the Dockerfile a compose file is looked for. */
const farthest = 3;
const isCompose = /^(?:docker-|podman-)?compose(?:[.-][\w.-]+)?\.ya?ml$/i;

/** The stages, in lower case, that compose files beside the Dockerfile or in the folders around it build from it. */
export function buildTargets(path: string, files: Files): ReadonlySet<string> {
  const targets = new Set<string>();
  const folders = path.split("/").slice(0, -1);
  for (let up = 0; up <= farthest && up <= folders.length; up++) {
    const folder = folders.slice(0, folders.length - up);
    for (const name of files.list(folder.join("/"))) {
      if (!isCompose.test(name)) continue;
      const text = files.read([...folder, name].join("/"));
      if (!text?.includes("target")) continue;
      for (const build of builds(readYaml(text).nodes)) {
        const target = textOf(build, "target");
        const context = textOf(build, "context") ?? ".";
        const file = resolve(resolve(folder, context), textOf(build, "dockerfile") ?? "Dockerfile");
        if (target && file.join("/") === path) targets.add(target.toLowerCase());
      }
    }
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
