import type { CodeTree } from "./code-tree.js";
import { isSelf, plainName } from "./names.js";
import type { Assign } from "./shape.js";
import { field, parts, type Syntax } from "./syntax.js";

/** A name that stands in a file more often than this is not followed. */
const mostPlaces = 400;

/** Follows variables and fields to what they are given. */
export class Bindings {
  readonly #tree: CodeTree;
  readonly #byName = new Map<string, readonly Syntax[]>();

  constructor(tree: CodeTree) {
    this.#tree = tree;
  }

  /** What a variable or field that is given a value exactly once is given; undefined for all else. */
  definition(syntax: Syntax): Syntax | undefined {
    const tree = this.#tree;
    const form = tree.shape(syntax);
    const field = form?.is === "member" && form.object && isSelf(form.object) ? form.name : undefined;
    const name = form?.is === "name" ? plainName(syntax.text) : field && plainName(field.text);
    if (!name) return undefined;
    const own = form?.is === "member" || syntax.type === "instance_variable";
    const all = this.#assignments(name).filter((target) => own === this.#isField(target));
    if (own) return all.length === 1 && this.#isClosed(name, all[0]!) ? this.#given(all[0]!) : undefined;
    const scopes = tree.scopes(syntax).map((scope) => scope.id);
    const seen = all
      .map((target) => ({ target, at: scopes.indexOf(tree.scopes(target)[0]!.id) }))
      .filter(({ at }) => at >= 0);
    const nearest = Math.min(...seen.map(({ at }) => at));
    if (seen.length === 0 || this.#isParameter(name, syntax, nearest)) return undefined;
    const here = seen.filter(({ at }) => at === nearest);
    const only = here[0]!.target;
    // a second assignment, also one from an inner function, leaves the value open
    if (here.length !== 1) return undefined;
    if (all.some((target) => target.id !== only.id && this.#changes(target, scopes[nearest]!))) return undefined;
    return this.#given(only);
  }

  #given(target: Syntax): Syntax | undefined {
    const owner = this.#owner(target);
    return owner?.operator === "=" || owner?.operator === ":=" ? owner.value : undefined;
  }

  #changes(target: Syntax, scope: number): boolean {
    const owner = this.#owner(target);
    return !owner?.declares && this.#tree.scopes(target).some((around) => around.id === scope);
  }

  /** The assignment that a target belongs to; undefined for loops and lists of names. */
  #owner(target: Syntax): Assign | undefined {
    for (let around = this.#tree.parent(target), i = 0; around && i < 4; around = this.#tree.parent(around), i++) {
      const form = this.#tree.shape(around);
      if (form?.is === "assign") return this.#tree.bare(form.target).id === target.id ? form : undefined;
    }
    return undefined;
  }

  /** True for a field that only its own class sets; any other may be set from elsewhere. */
  #isClosed(name: string, target: Syntax): boolean {
    if (/^_/.test(name) || target.type === "instance_variable" || target.text.includes("#")) return true;
    const declaration = this.#tree.parent(target);
    return (
      declaration !== undefined &&
      /\b(private|readonly|const)\b/.test(this.#tree.text.slice(declaration.startIndex, target.startIndex))
    );
  }

  #isField(target: Syntax): boolean {
    const form = this.#tree.shape(target);
    if (form?.is === "member" || target.type === "instance_variable") return true;
    return /^(public_)?field_definition$|^property_element$/.test(this.#tree.parent(target)?.type ?? "");
  }

  /** The targets of the assignments to a bare name or to a field of the own object. */
  #assignments(name: string): readonly Syntax[] {
    let found = this.#byName.get(name);
    if (!found) {
      const targets: Syntax[] = [];
      let count = 0;
      for (const offset of this.#tree.offsets(name)) {
        if (++count > mostPlaces) break;
        if (!this.#mayBind(offset, name)) continue;
        const target = this.#targetAt(offset);
        if (target) targets.push(target);
      }
      found = count > mostPlaces ? [] : targets;
      this.#byName.set(name, found);
    }
    return found;
  }

  /** A cheap look at the text around a name: is it followed by `=`, part of a list of names, after `as`? */
  #mayBind(offset: number, name: string): boolean {
    const { text } = this.#tree;
    const end = offset + name.length;
    if (/^[\s)\]}]*([:!?][^=\n]{0,80})?([-+*/%|&^.<>?:|&]{0,3}=(?![=>~])|\()/.test(text.slice(end, end + 120)))
      return true;
    const before = text.slice(Math.max(0, offset - 40), offset);
    return (
      /[,{[(]\s*$|\b(as|for|foreach|var|let|const)\s+\(?\$?$|:\s*$/.test(before) ||
      /^\s*[,}\]]/.test(text.slice(end, end + 40))
    );
  }

  #targetAt(offset: number): Syntax | undefined {
    const tree = this.#tree;
    const path = tree.pathTo(offset);
    for (let i = path.length - 1; i > 0 && i > path.length - 6; i--) {
      const [here, around] = [path[i]!, path[i - 1]!];
      const form = tree.shape(around);
      if (form?.is === "assign") {
        if (tree.bare(form.target).id !== tree.bare(here).id) return undefined;
        const target = tree.bare(here);
        const shape = tree.shape(target);
        if (shape?.is === "name" || /pattern|list/.test(target.type)) return target;
        const own = shape?.is === "member" && shape.object && isSelf(shape.object);
        return own && shape.name.startIndex <= offset && offset < shape.name.endIndex ? target : undefined;
      }
      if (binders.test(around.type)) {
        const left = field(around, "left") ?? field(around, "name") ?? field(around, "pattern") ?? parts(around)[0];
        if (left?.id === here.id) return here;
      }
    }
    return undefined;
  }

  #isParameter(name: string, syntax: Syntax, within: number): boolean {
    const scopes = this.#tree.scopes(syntax);
    const pattern = new RegExp(`(^|[^\\w$])\\$?${name.replace(/[$]/g, "\\$")}([^\\w$]|$)`);
    return scopes.slice(0, within + 1).some((scope) => {
      const form = this.#tree.shape(scope);
      return form?.is === "function" && form.parameters !== undefined && pattern.test(form.parameters.text);
    });
  }
}

/** Statements that give several names a value at once. */
const binders =
  /^(short_var_declaration|assignment_statement|var_spec|const_spec|for_in_statement|for_statement|range_clause|foreach_statement|enhanced_for_statement|for|for_in_clause)$/;
