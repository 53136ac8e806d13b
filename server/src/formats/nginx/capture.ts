/** The groups of a regular expression that capture, by number and by name: what stands between their parentheses. */
export function readGroups(pattern: string): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  const open: { start: number; keys: string[] }[] = [];
  let count = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === "\\") i++;
    else if (char === "[") i = classEnd(pattern, i);
    else if (char === "(") {
      const named = /^\(\?P?(?:<(\w+)>|'(\w+)')/.exec(pattern.slice(i, i + 80));
      const plain = pattern[i + 1] !== "?" && pattern[i + 1] !== "*";
      const keys = named || plain ? [String(++count)] : [];
      if (named) keys.push((named[1] ?? named[2])!);
      open.push({ start: i + (named ? named[0].length : 1), keys });
    } else if (char === ")") {
      const group = open.pop();
      for (const key of group?.keys ?? []) result.set(key, pattern.slice(group!.start, i));
    }
  }
  result.set("0", pattern);
  return result;
}

/** Index of the `]` that ends the class that starts at `start`. */
function classEnd(pattern: string, start: number): number {
  let i = start + 1;
  if (pattern[i] === "^") i++;
  if (pattern[i] === "]") i++;
  while (i < pattern.length && pattern[i] !== "]") i += pattern[i] === "\\" ? 2 : 1;
  return i;
}

/** What a pattern can match of single characters: its classes and escapes; `.` stands for itself. */
function* parts(pattern: string): Generator<string> {
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === "\\") yield pattern.slice(i, ++i + 1);
    else if (pattern[i] === "[") {
      const end = classEnd(pattern, i);
      yield pattern.slice(i, end + 1);
      i = end;
    } else yield pattern[i]!;
  }
}

/** True when text that a pattern matches may hold a line break; the dot matches none. */
export function matchesNewline(pattern: string): boolean {
  for (const part of parts(pattern)) {
    if (/^\\[sWDnrRX]$/.test(part)) return true;
    if (!part.startsWith("[") || part.length < 3) continue;
    const holds = /\\[snrWD]|[\n\r]/.test(part);
    if (part.startsWith("[^") ? !holds : holds) return true;
  }
  return false;
}

/** True when a pattern matches only the texts it spells out, such as `a|b`. */
export function isSpelledOut(pattern: string): boolean {
  return /^[\w|\-?:()]*$/.test(pattern.replace(/\(\?:/g, "(").replace(/\\[.-]/g, "")) && !/[*+]/.test(pattern);
}

/** True when text that a pattern matches can name another host: it may hold a dot, slash, colon or at sign. */
export function matchesHost(pattern: string): boolean {
  for (const part of parts(pattern)) {
    if (part === "." || /^\\[.SWD]$/.test(part)) return true;
    if (part.startsWith("[^") || (part.startsWith("[") && /[.:/@]/.test(part))) return true;
  }
  return false;
}
