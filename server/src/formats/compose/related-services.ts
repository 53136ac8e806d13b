import { type Node, Unknown } from "../../document/node.js";
import { nameMatches } from "../../document/path.js";
import { services } from "./compose-openings.js";

/** Where a tree comes from, so that other files beside it can be read. */
export interface Origin {
  readonly path: string;
  /** Reads another compose file of the workspace; undefined when there is none. */
  readonly read: (path: string) => Node | undefined;
}

const origins = new WeakMap<Node, Origin>();
const farthest = 8;

/** Remembers where the tree of a compose file comes from. */
export function setOrigin(root: Node, origin: Origin): void {
  origins.set(root, origin);
}

/** The service around a node. Throws when the node stands in none. */
export function serviceOf(node: Node): Node {
  for (let up: Node | undefined = node; up; up = up.above)
    if (up.above?.name === "services" && up.above.above && !up.above.above.above) return up;
  throw new RangeError("not within a service");
}

/** The service and those it is completed by: what it extends, and the same service in the override file beside. */
export function layersOf(service: Node): Node[] {
  const layers: Node[] = [];
  collect(service, layers);
  const root = rootOf(service);
  const origin = origins.get(root);
  for (const other of origin ? beside(origin.path) : []) {
    const twin = services(origin!.read(other) ?? root).find((one) => one.name === service.name && one !== service);
    if (twin && rootOf(twin) !== root) collect(twin, layers);
  }
  return layers;
}

function collect(service: Node, layers: Node[]): void {
  if (layers.includes(service) || layers.length > farthest) return;
  layers.push(service);
  const extend = service.children.find((child) => child.name === "extends");
  if (!extend) return;
  const part = (name: string) => extend.children.find((child) => child.name === name)?.values[0];
  const name = extend.values[0] ?? part("service");
  const file = part("file");
  let root: Node | undefined = rootOf(service);
  if (file) {
    const origin = origins.get(root);
    const path = file.known && origin ? besideFile(origin.path, file.text) : undefined;
    root = path === undefined ? undefined : origin!.read(path);
  }
  const base = root && services(root).find((one) => one.name === name?.text);
  if (!base) throw new Unknown(name?.text ?? "extends");
  collect(base, layers);
}

/** True when the service, or one that completes it, has an entry of that name. Unknown when one may have it. */
export function layersHave(service: Node, name: string): boolean {
  const layers = layersOf(service);
  if (layers.some((layer) => layer.children.some((child) => nameMatches(child.name, name)))) return true;
  const open = layers.find((layer) => layer.open);
  if (open) throw new Unknown(name);
  return false;
}

/** The override file of a compose file, or the file that an override file is for. */
function beside(path: string): string[] {
  const match = /^(.*?)(\.override)?(\.ya?ml)$/i.exec(path);
  if (!match) return [];
  return match[2] ? [`${match[1]}${match[3]}`] : [`${match[1]}.override${match[3]}`];
}

/** The path of a file that another one names: `to` as it is written in `from`; undefined outside of the workspace. */
export function besideFile(from: string, to: string): string | undefined {
  if (to.startsWith("/") || to.startsWith("~")) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of to.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/** The root of the tree that a node stands in. */
export function rootOf(node: Node): Node {
  let up = node;
  while (up.above) up = up.above;
  return up;
}
