import type { Range } from "../text/range.js";

/** The long strings and the comments of a program. */
export interface Lexed {
  /** Strings over several lines: backticks, triple quotes, heredocs. */
  readonly strings: readonly Range[];
  readonly comments: readonly Range[];
}

/**
 * A rough reading of any programming language, in one pass: enough to know what stands in a comment and what in a
 * long string. A quote that is not closed ends with its line, so one mistake does not spread.
 */
export function lex(text: string, path: string): Lexed {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const hash =
    /^(?:py|pyi|rb|rake|sh|bash|zsh|bats|pl|pm|r|ex|exs|ps1|yml|yaml|toml|conf|cfg|properties|env|php|inc|phtml|mk|tf|hcl|nim|jl)$/.test(
      extension,
    );
  const slash =
    /^(?:js|mjs|cjs|jsx|ts|tsx|mts|cts|vue|svelte|go|java|kt|kts|scala|groovy|gradle|php|inc|phtml|cs|fs|swift|m|mm|c|h|cc|cpp|cxx|hpp|rs|dart|sol|proto|css|scss|less|tf|hcl)$/.test(
      extension,
    );
  const backtick = /^(?:go|js|mjs|cjs|jsx|ts|tsx|mts|cts|vue|svelte)$/.test(extension);
  const heredoc = /^(?:rb|rake|php|inc|phtml|sh|bash|zsh|bats|pl|tf|hcl)$/.test(extension);
  const markup =
    /^(?:xml|html?|xhtml|vue|svelte|md|markdown|config|csproj|props|targets|pom|jsp|erb|aspx|cshtml|plist)$/.test(
      extension,
    );
  const strings: Range[] = [];
  const comments: Range[] = [];
  const here = /<<[<~-]?[ \t]?["']?([A-Z_][A-Z_0-9]{1,20})["']?/y;
  const mark = markFor(
    `["'${backtick ? "`" : ""}${hash ? "#" : ""}${slash ? "/" : ""}${heredoc || markup ? "<" : ""}]`,
  );
  for (let i = 0; i < text.length; i++) {
    mark.lastIndex = i;
    if (!mark.test(text)) break;
    i = mark.lastIndex - 1;
    const char = text.charCodeAt(i);
    if (char === 35) {
      if (!hash || /[\w$&{"']/.test(text[i - 1] ?? "")) continue;
      i = comment(i, lineEnd(i));
    } else if (char === 47) {
      if (!slash) continue;
      if (text[i + 1] === "/" && text[i - 1] !== ":") i = comment(i, lineEnd(i));
      else if (text[i + 1] === "*") {
        const end = text.indexOf("*/", i + 2);
        i = comment(i, end < 0 ? text.length : end + 2);
      }
    } else if (char === 60) {
      if (markup && text.startsWith("<!--", i)) {
        const end = text.indexOf("-->", i);
        i = comment(i, end < 0 ? text.length : end + 3);
        continue;
      }
      if (!heredoc || text[i + 1] !== "<") continue;
      here.lastIndex = i;
      const match = here.exec(text);
      if (!match) continue;
      const from = lineEnd(i);
      const end = text.slice(from).search(new RegExp(`\\n[ \\t]*${match[1]}\\b`));
      const stop = end < 0 ? text.length : from + end;
      strings.push({ start: from, end: stop });
      i = stop;
    } else if (text[i + 1] === text[i] && text[i + 2] === text[i] && char !== 96) {
      const end = text.indexOf(text.slice(i, i + 3), i + 3);
      const stop = end < 0 ? text.length : end + 3;
      // A string that stands alone is documentation.
      const alone =
        /(?:^|\n)[ \t]*[rRuU]?$/.test(text.slice(Math.max(0, i - 60), i)) &&
        !/[=([,]\s*$/.test(text.slice(Math.max(0, i - 60), i));
      (alone && /^pyi?$/.test(extension) ? comments : strings).push({ start: i, end: stop });
      i = stop - 1;
    } else if (char === 96) {
      if (!backtick) continue;
      let end = i + 1;
      while (end < text.length && text[end] !== "`") end += text[end] === "\\" ? 2 : 1;
      if (text.slice(i, Math.min(end, i + 4000)).includes("\n") || end - i > 4000) strings.push({ start: i, end });
      i = end;
    } else {
      let end = i + 1;
      let code = text.charCodeAt(end);
      while (end < text.length && code !== char && code !== 10) {
        end += code === 92 ? 2 : 1;
        code = text.charCodeAt(end);
      }
      // A lone apostrophe is no quote.
      if (code === char) i = end;
    }
  }
  return { strings, comments };

  function comment(start: number, end: number): number {
    comments.push({ start, end });
    return end - 1;
  }

  function lineEnd(at: number): number {
    const end = text.indexOf("\n", at);
    return end < 0 ? text.length : end;
  }
}

const marks = new Map<string, RegExp>();

function markFor(source: string): RegExp {
  const mark = marks.get(source) ?? new RegExp(source, "g");
  marks.set(source, mark);
  return mark;
}

/** True when one of the ranges, which are in order, holds the offset. */
export function holds(ranges: readonly Range[], offset: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle]!;
    if (offset < range.start) high = middle - 1;
    else if (offset >= range.end) low = middle + 1;
    else return true;
  }
  return false;
}
