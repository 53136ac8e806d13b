/**
 * Why a regular expression for `Origin` or `Referer` lets strangers through, in words that follow "the pattern"; empty
 * when it does not, or when it names no host.
 */
export function weakOrigin(pattern: string, header: "origin" | "referer"): string {
  const text = pattern.replace(/^\(\?i\)/, "").replace(/\\\//g, "/");
  if (!/[a-z0-9-]+\\?\.[a-z]/i.test(text)) return "";
  for (const branch of branches(text)) {
    const anchored = branch.startsWith("^") || /^\(\?:?\^/.test(branch) || /^\(\^/.test(branch);
    if (!anchored) return `is not tied to the start: \`https://other.example/?${sample(branch)}\` matches`;
    const host = branch.replace(
      /^\^?(?:https?|\(https?\)|\(\?:https?\)|\(http\|https\)|https\?|\[a-z\]\+)?\??:\/\//,
      "",
    );
    const dot = /[a-z0-9]\.(?=[a-z]{2,})/i.exec(withoutClasses(host).split("/")[0]!);
    if (dot) return `has an unescaped dot: any character may stand there`;
    const many = /(\.|\\S)[*+](?=.*[a-z0-9-]+\\\.[a-z])/i.exec(withoutClasses(host));
    const behindDot = /^(?:\(\?:?|\()?(?:\.|\\S)[*+]\??\\\./.test(host) && header === "origin";
    if (many && !behindDot) return `has \`${many[0]}\` before the name: another host may stand there`;
    if (!/[/$:]|\(\?=|\\b|\\z/i.test(afterName(host))) {
      return `is not tied to the end of the name: \`${sample(branch)}.other.example\` matches`;
    }
  }
  return "";
}

/** The alternatives at the outermost level. */
function branches(text: string): string[] {
  const result: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "\\") i++;
    else if (char === "(" || char === "[") depth++;
    else if (char === ")" || char === "]") depth--;
    else if (char === "|" && depth === 0) {
      result.push(text.slice(start, i));
      start = i + 1;
    }
  }
  result.push(text.slice(start));
  return result;
}

/** A dot in a class is a dot. */
function withoutClasses(text: string): string {
  return text.replace(/\[(?:\\.|[^\]])*\]/g, "\\w");
}

/** What follows the last name with an escaped dot. */
function afterName(host: string): string {
  const last = [...host.matchAll(/\\\.(?:[a-z0-9-]+|\([^)]*\))/gi)].pop();
  return last ? host.slice(last.index + last[0].length) : "$";
}

/** A host as the pattern names it, for the message. */
function sample(branch: string): string {
  return /[a-z0-9-]+(?:\\?\.[a-z0-9-]+)+/i.exec(branch.replace(/\\(?=[./-])/g, ""))?.[0] ?? "example.com";
}
