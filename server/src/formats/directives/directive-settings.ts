import { findIncluded } from "../../data/find-included.js";
import type { Settings } from "../../data/settings.js";
import type { Files } from "../../document/document.js";
import { Node, Unknown } from "../../document/node.js";
import { readDirectives } from "./directives.js";
import type { Style } from "./style.js";

/** How many files the includes of one configuration may bring in; with more, what they hold counts as not known. */
const maxIncluded = 500;

/** Which line of a daemon's configuration holds, through its includes. */
export class DirectiveSettings implements Settings {
  readonly #style: Style;
  readonly #path: string;
  readonly #files: Files;
  #templated: boolean;
  /** True once an include named files that the workspace does not hold. */
  #missing = false;
  #main: { root: Node; settings: DirectiveSettings } | null | undefined;
  readonly #lists = new Map<Node, readonly Node[]>();
  readonly #read = new Set<string>();
  #included = 0;
  readonly #names = new Map<Node, Map<string, Node[]>>();

  constructor(style: Style, path: string, files: Files, templated: boolean) {
    this.#style = style;
    this.#path = path;
    this.#files = files;
    this.#templated = templated;
  }

  get whole(): boolean {
    const around = this.#around();
    if (around) return around.settings.whole;
    const base = this.#path.slice(this.#path.lastIndexOf("/") + 1).toLowerCase();
    return !this.#templated && !this.#missing && (this.#style.main?.test(base) ?? false);
  }

  get isLeftOut(): boolean {
    const around = this.#around();
    // A text that no folder holds yet cannot be found by an include.
    if (!around || this.#files.read(this.#path) === undefined) return false;
    around.settings.entries(around.root);
    return !around.settings.#read.has(this.#path);
  }

  holding(node: Node, name: string): Node | undefined {
    const wanted = this.#style.ignoreCase ? name.toLowerCase() : name;
    const blocks: Node[] = [];
    for (let up: Node | undefined = node; up; up = up.above) if (up.kind !== "setting") blocks.push(up);
    if (this.#style.wins === "outer") blocks.reverse();
    for (const block of blocks) {
      const found = this.#definitions(block, wanted);
      if (found.length === 0) continue;
      // Which of them a template leaves in is not known here.
      if (this.#templated && found.length > 1) throw new Unknown(name);
      return this.#style.wins === "last" ? found.at(-1) : found[0];
    }
    const around = this.#around();
    return around?.settings.holding(around.root, name);
  }

  /** The whole configuration that a fragment in its `conf.d` folder belongs to, when the workspace holds it. */
  #around(): { root: Node; settings: DirectiveSettings } | undefined {
    if (this.#main !== undefined) return this.#main ?? undefined;
    this.#main = null;
    const [, folder, base] = /^(?:(.*)\/)?([^/]+)$/.exec(this.#path) ?? [];
    const { mainName, main } = this.#style;
    if (mainName === undefined || !base || main?.test(base.toLowerCase())) return undefined;
    for (const up of [folder ?? "", (folder ?? "").replace(/(?:^|\/)[^/]*$/, "")]) {
      const path = up === "" ? mainName : `${up}/${mainName}`;
      const text = this.#files.read(path);
      if (text === undefined) continue;
      const { nodes, templated } = readDirectives(text, this.#style);
      const settings = new DirectiveSettings(this.#style, path, this.#files, templated);
      const root = new Node({
        kind: "root",
        name: "",
        range: { start: 0, end: text.length },
        children: nodes,
        source: settings,
      });
      this.#main = { root, settings };
      return this.#main;
    }
    return undefined;
  }

  text(definition: Node): string {
    const text = definition.text;
    // Dovecot fills names in where the value begins with one.
    if (!this.#style.references || !text.startsWith("$")) return text;
    return text.replace(/\$(\w+)/g, (whole, name: string) => {
      const earlier = this.#before(definition, name);
      return earlier ? this.text(earlier) : whole;
    });
  }

  /** The definition of that name that stood when this one was read. */
  #before(definition: Node, name: string): Node | undefined {
    for (const list of this.#lists.values()) {
      const at = list.indexOf(definition);
      if (at >= 0) return list.slice(0, at).findLast((node) => node.name === name);
    }
    return undefined;
  }

  #definitions(block: Node, name: string): readonly Node[] {
    if (block.above === undefined && this.#style.everybody) {
      // What holds for everybody comes before what stands outside of all blocks.
      for (const each of this.entries(block)) {
        if (each.kind !== "block" || !this.#style.everybody(each)) continue;
        const inside = this.entries(each).find((node) => node.kind === "setting" && node.name === name);
        if (inside) return [inside];
      }
    }
    let names = this.#names.get(block);
    if (!names) {
      names = new Map();
      for (const node of this.entries(block)) {
        if (node.kind !== "setting") continue;
        const list = names.get(node.name);
        if (list) list.push(node);
        else names.set(node.name, [node]);
      }
      this.#names.set(block, names);
    }
    return names.get(name) ?? [];
  }

  /** The lines of a block with those of included files in their places. */
  entries(block: Node): readonly Node[] {
    let list = this.#lists.get(block);
    if (!list) {
      list = block.children.flatMap((node) => this.#expanded(node, this.#path, [this.#path]));
      this.#lists.set(block, list);
    }
    return list;
  }

  #expanded(node: Node, from: string, stack: readonly string[]): Node[] {
    const { include, includeTry } = this.#style;
    const required = include?.test(node.name) ?? false;
    if (node.kind !== "setting" || (!required && !includeTry?.test(node.name))) return [node];
    const found: Node[] = [];
    for (const value of node.values) {
      const paths = this.#paths(value.text, node.name, from);
      if (required && (!value.known || paths.length === 0)) this.#missing = true;
      for (const path of paths.slice(0, 200)) {
        // Files that call in one another in many orders would be read for ever.
        if (++this.#included > maxIncluded) {
          this.#missing = true;
          this.#files.tell?.(`its includes bring in more than ${maxIncluded} files; what the others hold is not known`);
          return found;
        }
        const text = stack.includes(path) || stack.length > 15 ? undefined : this.#files.read(path);
        if (text === undefined) continue;
        this.#read.add(path);
        const { nodes, templated } = readDirectives(text, this.#style);
        if (templated) this.#templated = true;
        found.push(...nodes.flatMap((each) => this.#expanded(each, path, [...stack, path])));
      }
    }
    return found;
  }

  #paths(pattern: string, name: string, from: string): readonly string[] {
    const slash = this.#path.lastIndexOf("/");
    const base = slash < 0 ? "" : this.#path.slice(0, slash);
    const wanted = name === "include_dir" ? `${pattern.replace(/\/$/, "")}/*.conf` : pattern;
    return findIncluded(wanted, from, base, this.#files) ?? [];
  }
}
