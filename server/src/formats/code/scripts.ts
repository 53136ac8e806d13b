import type { Range } from "../../text/range.js";

/** Pages and components, which hold scripts beside their markup. */
const markup = /\.(?:vue|svelte|x?html?(?:\.\w+)?)$/i;
/** Markup that a program fills in before anybody reads it. */
const page = /\.x?html?(?:\.\w+)?$/i;
/** A tag ends within so many characters, what a template fills in too. */
const longest = 2000;
/** What a `<script>` holds that is no program: data, templates. */
const noProgram =
  /\btype\s*=\s*["']?(?!["']?(?:module\b|(?:text|application)\/(?:x-)?(?:java|type|ecma)script|text\/(?:babel|jsx)))/i;
/** What a template puts into a page: an expression, or a statement that leaves nothing by itself. */
const filledIn =
  /\{\{[\s\S]{0,2000}?\}\}|<%=[\s\S]{0,2000}?%>|<\?=[\s\S]{0,2000}?\?>|\{%[\s\S]{0,2000}?%\}|<%[\s\S]{0,2000}?%>|<\?php[\s\S]{0,2000}?\?>|\{#[\s\S]{0,2000}?#\}/g;

/** A text of which scripts are left, and where its markup has comments. */
export interface Scripts {
  /** Everything but the scripts is blanks and line ends, so that offsets stay. */
  readonly text: string;
  /** The comments outside of the scripts. */
  readonly comments: readonly Range[];
}

/** The scripts of a page or component; undefined for files that are scripts as a whole. */
export function scriptsIn(path: string, text: string): Scripts | undefined {
  if (!markup.test(path)) return undefined;
  const template = page.test(path);
  const comments: Range[] = [];
  let kept = "";
  let end = 0;
  const opening = /<!--|<script\b/gi;
  const closing = /<\/script\s*>/gi;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    if (match[0] === "<!--") {
      const close = text.indexOf("-->", match.index);
      opening.lastIndex = close < 0 ? text.length : close + 3;
      comments.push({ start: match.index, end: opening.lastIndex });
      continue;
    }
    const start = tagEnd(text, match.index);
    if (start === undefined) continue;
    closing.lastIndex = start;
    const close = closing.exec(text)?.index ?? text.length;
    opening.lastIndex = close;
    if (noProgram.test(text.slice(match.index, start))) continue;
    const script = text.slice(start, close);
    kept += blank(text.slice(end, start)) + (template ? withoutTemplates(script) : script);
    end = close;
    // scripts follow one another, none goes on in the next
    if (end < text.length) {
      kept += ";";
      end++;
    }
  }
  return { text: kept + blank(text.slice(end)), comments };
}

/** The offset behind the `>` of a tag; undefined when there is none nearby. */
function tagEnd(text: string, start: number): number | undefined {
  let quote = "";
  for (let at = start; at < Math.min(text.length, start + longest); at++) {
    const char = text[at]!;
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === ">") return at + 1;
  }
  return undefined;
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}

/** What is filled in becomes a name, or nothing; within a text it stays as it is, so that the text is seen to have a hole. */
function withoutTemplates(script: string): string {
  if (!/\{[{%#]|<[%?]/.test(script)) return script;
  return script.replace(filledIn, (hole: string, at: number) => {
    if (isQuoted(script.slice(script.lastIndexOf("\n", at) + 1, at))) return hole;
    return /^(?:\{\{|<%=|<\?=)/.test(hole) ? hole.replace(/[^\r\n]/g, "_") : blank(hole);
  });
}

/** True when a text begins on this piece of a line and does not end on it. */
function isQuoted(line: string): boolean {
  return /^(?:[^"'`]|"[^"]*"|'[^']*'|`[^`]*`)*["'`][^"'`]*$/.test(line.slice(-500));
}
