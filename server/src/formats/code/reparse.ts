import { Edit, type Language, type Tree } from "web-tree-sitter";

/** The newest trees, so that the next state of a file under edit is read from what changed. */
const recent = new Map<string, { text: string; tree: Tree; language: Language }>();
const most = 8;

/** Parses a file; when an earlier state of it was parsed lately, only what changed. */
export function reparse(
  path: string,
  text: string,
  language: Language,
  parse: (text: string, language: Language, old: Tree | undefined) => Tree | undefined,
): Tree | undefined {
  const before = recent.get(path);
  const old = before?.language === language ? edited(before.text, before.tree, text) : undefined;
  const tree = parse(text, language, old);
  old?.delete();
  recent.delete(path);
  before?.tree.delete();
  if (tree) {
    recent.set(path, { text, tree: tree.copy(), language });
    if (recent.size > most) {
      const [oldest, { tree: unused }] = recent.entries().next().value!;
      recent.delete(oldest);
      unused.delete();
    }
  }
  return tree;
}

/** A copy of the old tree that knows what was changed. */
function edited(before: string, tree: Tree, after: string): Tree {
  const copy = tree.copy();
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < least - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  if (start === before.length && before.length === after.length) return copy;
  const [oldEnd, newEnd] = [before.length - same, after.length - same];
  copy.edit(
    new Edit({
      startIndex: start,
      oldEndIndex: oldEnd,
      newEndIndex: newEnd,
      startPosition: position(before, start),
      oldEndPosition: position(before, oldEnd),
      newEndPosition: position(after, newEnd),
    }),
  );
  return copy;
}

function position(text: string, offset: number): { row: number; column: number } {
  let row = 0;
  let line = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    row++;
    line = at + 1;
  }
  return { row, column: offset - line };
}
