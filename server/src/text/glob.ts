/**
 * True when a path matches a glob: `*` any characters but `/`, `?` one, `**` any folders, `{a,b}` either. A glob
 * without `/` matches the last part of a path; a trailing `/` or a folder's name matches all below it.
 * Runs in time proportional to glob × path, whatever the glob (the set of reachable positions is followed).
 */
export function globMatches(glob: string, path: string): boolean {
  return read(glob).some(
    ({ pattern, literal }) => path.includes(literal) && (simple(pattern, path) || simple(`${pattern}/**`, path)),
  );
}

/** A glob without braces. */
interface Simple {
  readonly pattern: string;
  /** Its longest part without wildcards, which every path holds that it matches. */
  readonly literal: string;
}

/** The globs that were asked for, so that each is read once for all paths. */
const known = new Map<string, readonly Simple[]>();

function read(glob: string): readonly Simple[] {
  let found = known.get(glob);
  if (!found) {
    found = alternatives(glob).map((one) => {
      let pattern = one.endsWith("/") ? `${one}**` : one;
      const anchored = pattern.startsWith("/");
      if (anchored) pattern = pattern.slice(1);
      if (!anchored && !pattern.includes("/")) pattern = `**/${pattern}`;
      // `**/` stands for no folder too, so that the slash beside a wildcard may be missing.
      const literals = pattern.split(/[*?]+/).map((part) => part.replace(/^\/+|\/+$/g, ""));
      return { pattern, literal: literals.reduce((a, b) => (b.length > a.length ? b : a)) };
    });
    if (known.size > 1000) known.clear();
    known.set(glob, found);
  }
  return found;
}

/** Longer globs match nothing. */
const longestGlob = 1000;

/** So many globs one with braces may stand for; the others match nothing. */
const mostAlternatives = 64;

/** What is wrong with a glob; undefined when nothing is. */
export function wrongGlob(glob: string): string | undefined {
  if (glob.length > longestGlob) return `a glob has at most ${longestGlob} characters`;
  if (alternatives(glob, true).length > mostAlternatives)
    return `the braces of a glob stand for at most ${mostAlternatives} globs; write several`;
  return undefined;
}

/** The globs that `{a,b}` stands for, at most 64, or one more when `over` asks whether there are more. */
function alternatives(glob: string, over = false): string[] {
  if (glob.length > longestGlob) return [];
  let found = [glob];
  for (;;) {
    const next: string[] = [];
    let changed = false;
    for (const one of found) {
      const close = one.indexOf("}");
      const open = close < 0 ? -1 : one.lastIndexOf("{", close);
      if (open < 0) next.push(one);
      else {
        changed = true;
        for (const part of one.slice(open + 1, close).split(","))
          next.push(one.slice(0, open) + part + one.slice(close + 1));
      }
    }
    if (next.length > mostAlternatives) return next.slice(0, mostAlternatives + (over ? 1 : 0));
    found = next;
    if (!changed) return found;
  }
}

function simple(glob: string, path: string): boolean {
  let states = new Set<number>([0]);
  close(states, glob);
  for (const char of path) {
    const next = new Set<number>();
    for (const state of states) {
      const step = glob[state];
      if (step === "*") {
        const deep = glob[state + 1] === "*";
        if (deep || char !== "/") next.add(state);
      } else if (step === "?" ? char !== "/" : step === char) next.add(state + 1);
    }
    close(next, glob);
    if (next.size === 0) return false;
    states = next;
  }
  return states.has(glob.length);
}

/** Adds the positions that can be reached without a character: past `*`, and past `**` with the `/` behind it. */
function close(states: Set<number>, glob: string): void {
  for (const state of states) {
    if (glob[state] !== "*") continue;
    if (glob[state + 1] === "*") {
      states.add(state + 2);
      // `**/` also stands for no folder at all, at the start of a part only.
      if (glob[state + 2] === "/" && (state === 0 || glob[state - 1] === "/")) states.add(state + 3);
    } else states.add(state + 1);
  }
}
