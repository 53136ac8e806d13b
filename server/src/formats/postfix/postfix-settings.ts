import type { Settings } from "../../data/settings.js";
import type { Files } from "../../document/document.js";
import { type Node, Unknown } from "../../document/node.js";
import { readPostfix } from "./postfix.js";

/** Values of parameters that decide about others, as Postfix 3.7 has them when main.cf is silent. */
const defaults: Readonly<Record<string, string>> = { mail_name: "Postfix", mynetworks_style: "host" };

/**
 * What Postfix takes for a parameter: the last definition; for a service of master.cf its last `-o` before main.cf.
 * `$name`, `${name}`, `${name?text}` and `${name:text}` are filled in from main.cf.
 */
export class PostfixSettings implements Settings {
  readonly #path: string;
  readonly #files: Files;
  readonly #templated: boolean;
  readonly #isMaster: boolean;
  #main: { readonly nodes: readonly Node[]; readonly templated: boolean } | null | undefined;

  constructor(path: string, files: Files, templated: boolean, isMaster: boolean) {
    this.#path = path;
    this.#files = files;
    this.#templated = templated;
    this.#isMaster = isMaster;
  }

  get whole(): boolean {
    if (this.#templated) return false;
    if (this.#isMaster) return this.#mainFile() !== null && !this.#mainFile()!.templated;
    return /(?:^|\/)main\.cf$/.test(this.#path);
  }

  holding(node: Node, name: string): Node | undefined {
    if (node.kind === "setting" && node.above) return this.holding(node.above, name);
    const found = node.kind === "service" ? node.children.filter((child) => child.name === name) : [];
    return found.at(-1) ?? this.#global(node, name);
  }

  text(definition: Node): string {
    return this.#expand(definition.text, definition, 0);
  }

  #global(node: Node, name: string): Node | undefined {
    let root = node;
    while (root.above) root = root.above;
    const nodes = this.#isMaster ? (this.#mainFile()?.nodes ?? []) : root.children;
    const found = nodes.filter((child) => child.name === name && child.kind === "setting");
    if (found.length > 1 && (this.#templated || this.#mainFile()?.templated)) throw new Unknown(name);
    return found.at(-1);
  }

  /** main.cf beside this master.cf; null when the workspace holds none. */
  #mainFile(): { readonly nodes: readonly Node[]; readonly templated: boolean } | null {
    if (!this.#isMaster) return null;
    if (this.#main === undefined) {
      const text = this.#files.read(this.#path.replace(/master\.cf/i, "main.cf"));
      this.#main = text === undefined ? null : readPostfix(text, false);
    }
    return this.#main;
  }

  #expand(text: string, at: Node, depth: number): string {
    if (!text.includes("$")) return text;
    if (depth > 20) throw new Unknown(text);
    return text.replace(
      /\$\$|\$(\w+)|\$\((\w+)\)|\$\{(\w+)(?:([?:])((?:[^{}]|\{[^{}]*\})*))?\}/g,
      (whole, a?: string, b?: string, c?: string, sign?: string, rest?: string) => {
        if (whole === "$$") return "$";
        const name = a ?? b ?? c!;
        const definition = this.#global(at, name);
        const known = definition ? this.#expand(definition.text, definition, depth + 1) : defaults[name];
        if (sign && (definition || known !== undefined || rest !== undefined)) {
          if (known === undefined && !definition) throw new Unknown(name);
          const isSet = known !== "";
          const branches = /^\s*\{([^{}]*)\}\s*:\s*\{([^{}]*)\}$/.exec(rest!);
          if (branches && sign === "?")
            return this.#expand((isSet ? branches[1]! : branches[2]!).trim(), at, depth + 1);
          const chosen = rest!.replace(/^\s*\{([^{}]*)\}$/, "$1");
          return isSet === (sign === "?") ? this.#expand(chosen, at, depth + 1) : "";
        }
        if (known === undefined) throw new Unknown(name);
        return known;
      },
    );
  }
}
