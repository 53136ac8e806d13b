import { type Node, Unknown, type Value } from "../../document/node.js";
import type { Variables } from "./variables.js";

/** How many stages back an inherited user is looked for. */
const farthest = 1000;

/** What a `stage` node knows: its `FROM`, the stage it builds on, and whether the build ends with it. */
export class Stage {
  readonly from: Node;
  /** The stage of this file that it builds on, undefined for an image from elsewhere. */
  readonly base: Stage | undefined;
  readonly alias: Value | undefined;
  readonly variables: Variables;
  /** True for the last stage of the file. */
  last = false;
  /** The last `USER` of the stage itself. */
  lastUser: Node | undefined;
  /** True when lines of a template language stand in it: an instruction may be left out, or another be put in. */
  templated = false;

  readonly #names: ReadonlyMap<string, Stage>;
  readonly #targets: ReadonlySet<string>;

  constructor(
    from: Node,
    base: Stage | undefined,
    alias: Value | undefined,
    variables: Variables,
    names: ReadonlyMap<string, Stage>,
    targets: ReadonlySet<string>,
  ) {
    this.#names = names;
    this.#targets = targets;
    this.from = from;
    this.base = base;
    this.alias = alias;
    this.variables = variables;
  }

  /** The node of the stage. */
  get node(): Node {
    return this.from.parent;
  }

  /** True when a build ends with it: the last stage, and those that somebody names as a build's target. */
  get final(): boolean {
    return this.last || (this.alias !== undefined && this.#targets.has(this.alias.text.toLowerCase()));
  }

  /** True when it ends as the user of an earlier stage that a build may end with too. */
  get sharesUser(): boolean {
    let stage: Stage | undefined = this;
    for (let hops = 0; stage && !stage.lastUser && hops < farthest; hops++) {
      stage = stage.base;
      if (stage?.final) return true;
    }
    return false;
  }

  /** True when `name` is a stage of the file: its alias or its number. */
  names(name: string): boolean {
    return /^\d+$/.test(name) || this.#names.has(name.toLowerCase());
  }

  /**
   * The `USER` in force at the end, through the stages it builds on; undefined when none says. Throws {@link Unknown}
   * when a template decides.
   */
  get user(): Node | undefined {
    let stage: Stage | undefined = this;
    for (let hops = 0; stage && hops < farthest; hops++) {
      if (stage.templated) throw new Unknown("USER");
      if (stage.lastUser) return stage.lastUser;
      stage = stage.base;
    }
    return undefined;
  }

  /** The `FROM` that names the image from elsewhere that it is built on in the end. */
  get origin(): Node {
    let stage: Stage = this;
    for (let hops = 0; stage.base && hops < farthest; hops++) stage = stage.base;
    return stage.from;
  }
}

/** The stage that a node stands in. Throws when it stands before the first `FROM`. */
export function stageOf(node: Node): Stage {
  for (let up: Node | undefined = node; up; up = up.above) if (up.source instanceof Stage) return up.source;
  throw new RangeError("not within a stage");
}

/** The image of a `FROM` or of the stage around a node. Throws {@link Unknown} when the file does not tell. */
export function imageOf(node: Node): string {
  const from = node.name === "FROM" || node.name === "--from" ? node : stageOf(node).from;
  const value = from.values[0];
  if (!value) throw new RangeError("FROM without an image");
  if (!value.known) throw new Unknown(value.text);
  return value.text;
}
