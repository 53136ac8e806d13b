import { type Node, Unknown } from "../../document/node.js";
import { PartNode } from "../../document/part-node.js";
import { readPart } from "../../document/reads.js";
import type { Configuration } from "./configuration.js";
import { fileOf } from "./file-of.js";
import { isDataInclude, type Origin } from "./tree.js";

/** So many includes are put in their place for one document: files that include one another would go on for ever. */
const mostExpanded = 1000;

/** A directive that holds at a level, and the level where it stands. */
export interface InForce {
  readonly nodes: readonly Node[];
  readonly level: Level | undefined;
}

/**
 * One level of the configuration as nginx sees it: a block in its place, with what its includes bring in.
 * A file included twice has two levels for each of its blocks.
 */
export class Level {
  readonly node: Node;
  readonly above: Level | undefined;
  readonly configuration: Configuration;
  #items: Node[] | undefined;
  readonly #via = new Map<Node, Node>();
  #blocks: Level[] | undefined;
  #missing: string[] = [];
  #holes = false;
  #byName: Map<string, Node[]> | undefined;
  /** The document's part in which the level lies. */
  readonly #part: number | undefined;

  constructor(node: Node, above: Level | undefined, configuration: Configuration) {
    this.node = node;
    this.above = above;
    this.configuration = configuration;
    this.#part = node instanceof PartNode ? node.part : above === undefined ? undefined : above.#part;
  }

  /** What the level is: `http`, `server`, `location`, `if` …; empty at the top of a file. */
  get name(): string {
    return this.node.name;
  }

  /** The level's own directives and blocks in order, with includes put in their place. */
  get items(): readonly Node[] {
    if (this.#part !== undefined) readPart(this.#part);
    if (!this.#items) {
      this.#items = [];
      const origin = this.node.source as Origin;
      const file = fileOf(this.node);
      this.#holes = origin.holes;
      const own = this.node.kind === "root" ? file.top : this.node.children;
      this.#add(own, undefined, new Set([file.path]));
    }
    return this.#items;
  }

  #add(nodes: readonly Node[], via: Node | undefined, path: Set<string>): void {
    for (const node of nodes) {
      if (node.name !== "include" || node.kind !== "directive") {
        this.#items!.push(node);
        if (via) this.#via.set(node, via);
        continue;
      }
      const [pattern] = node.values;
      const from = fileOf(node);
      const found = pattern?.known ? this.configuration.include(pattern.text, from) : undefined;
      if (!found) {
        if (!isDataInclude(pattern?.text ?? "")) this.#missing.push(pattern?.text ?? "");
        continue;
      }
      for (const file of found) {
        if (path.has(file.path) || path.size > 20) continue;
        if (++this.configuration.expanded > mostExpanded) {
          this.#holes = true;
          this.configuration.files.tell?.(
            `more than ${mostExpanded} includes stand for files; what the others hold is not known`,
          );
          return;
        }
        file.holder ??= this;
        const origin = file.root?.source as Origin | undefined;
        this.#holes ||= origin?.holes ?? false;
        path.add(file.path);
        this.#add(file.top, via ?? node, path);
        path.delete(file.path);
      }
    }
  }

  /** The levels of the blocks that stand here. */
  blocks(): readonly Level[] {
    if (this.#part !== undefined) readPart(this.#part);
    this.#blocks ??= this.items
      .filter((node) => node.kind === "block")
      .map((node) => this.configuration.enter(node, this));
    return this.#blocks;
  }

  /** The level's own nodes of a name. */
  named(name: string): readonly Node[] {
    if (this.#part !== undefined) readPart(this.#part);
    if (!this.#byName) {
      this.#byName = new Map();
      for (const node of this.items) {
        const list = this.#byName.get(node.name);
        if (list) list.push(node);
        else this.#byName.set(node.name, [node]);
      }
    }
    return this.#byName.get(name) ?? [];
  }

  /** The level's own nodes of these names, in order. */
  all(names: readonly string[]): readonly Node[] {
    if (names.length === 1) return this.named(names[0]!);
    const lists = names.map((name) => this.named(name)).filter((list) => list.length > 0);
    if (lists.length < 2) return lists[0] ?? [];
    return this.items.filter((node) => names.includes(node.name));
  }

  /** The include of the document through which a node came here, undefined when it stands here itself. */
  via(node: Node): Node | undefined {
    return this.items && this.#via.get(node);
  }

  /** True when a directive of that name may stand here without being seen: a missing include, a template. */
  mayHold(name: string): boolean {
    void this.items;
    return this.#holes || (this.#missing.length > 0 && this.#missing.some((path) => canSet(path, name)));
  }

  /** The nearest enclosing level of a name, this one included. */
  up(...names: string[]): Level | undefined {
    for (let level: Level | undefined = this; level; level = level.above) {
      if (names.includes(level.name)) return level;
    }
    return undefined;
  }

  /** True when everything above is in view up to a whole configuration. */
  get whole(): boolean {
    let top: Level = this;
    while (top.above) top = top.above;
    return fileOf(top.node).isMain;
  }

  /**
   * The directives of these names that hold here: those of the nearest level that has any. Throws {@link Unknown} when
   * a nearer level may hold one that is not in view. `upTo` ends the search at levels of that name.
   */
  nearest(names: readonly string[], options: { blind?: readonly string[] } = {}): InForce {
    for (let level: Level | undefined = this; level; level = level.above) {
      const found = level.all(names);
      if (found.length > 0) return { nodes: found, level };
      let inherited = false;
      for (const name of names) {
        if (level.mayHold(name) && !options.blind?.includes(level.name))
          throw new Unknown(`${names[0]} may be set by a file that is not in view`);
        inherited ||= inherits(name, level);
      }
      if (!inherited) break;
    }
    return { nodes: [], level: undefined };
  }

  /** The text of the one directive that holds here, or `absent`. Throws {@link Unknown} as {@link nearest} does. */
  setting(name: string, absent: string, options: { blind?: readonly string[] } = {}): string {
    const { nodes } = this.nearest([name], options);
    return nodes.length > 0 ? nodes[nodes.length - 1]!.text : absent;
  }
}

const handlers = new Set(
  `proxy_pass fastcgi_pass uwsgi_pass scgi_pass grpc_pass memcached_pass stub_status empty_gif flv mp4 perl
  content_by_lua content_by_lua_block content_by_lua_file js_content echo`.split(/\s+/),
);

const alone = new Set(
  `return rewrite if set break internal try_files alias location server listen server_name limit_except upstream map geo
  include proxy_ssl`.split(/\s+/),
);

/** True when an inner level takes over the directive from the level around it. */
function inherits(name: string, level: Level): boolean {
  // An `if` in a location keeps the location's handler.
  if (handlers.has(name)) return level.name === "if" || level.name === "limit_except";
  return !alone.has(name);
}

/** What the files that distributions and certbot install hold; everything else may hold anything. */
const wellKnown: readonly (readonly [RegExp, RegExp])[] = [
  [/(?:^|\/)proxy_params$/, /^proxy_set_header$/],
  [/(?:^|\/)options-ssl-nginx\.conf$/, /^ssl_/],
  [/(?:^|\/)ssl-dhparams\.pem$/, /^$/],
  [/(?:^|\/)modules(?:-enabled)?\/\*\.conf$/, /^load_module$/],
  [/(?:^|\/)fastcgi-php\.conf$/, /^(?:fastcgi_|try_files$|set$)/],
  [/(?:^|\/)snakeoil\.conf$/, /^ssl_certificate/],
];

function canSet(path: string, name: string): boolean {
  for (const [file, names] of wellKnown) if (file.test(path)) return names.test(name);
  return true;
}
