/** Stands in the blanked text for every character of a template hole; no real text holds it. */
export const hole = "\ue000";

/**
 * A text in which template actions (`{{ … }}`, `{% … %}`) are replaced by as many other characters, so that every
 * offset stays: lines that hold nothing else become blank, holes in a value become {@link hole}s. `${{ … }}` stays.
 * `templated` is true when a whole line was an action: it may have conditions and loops over what stands around it.
 */
export function blankTemplates(text: string): { text: string; templated: boolean } {
  if (!text.includes("{{") && !text.includes("{%")) return { text, templated: false };
  const parts: string[] = [];
  let from = 0;
  let search = 0;
  let templated = false;
  // True while the line holds only blanks and actions up to `from`.
  let alone: boolean = true;
  for (;;) {
    const open = text.indexOf("{", search);
    if (open < 0) break;
    const closer = closers[text[open + 1] ?? ""];
    const close = closer ? text.indexOf(closer, open + 2) : -1;
    if (close < 0) {
      search = open + 1;
      continue;
    }
    if (text[open - 1] === "$" && closer === "}}") {
      // A workflow expression is no hole of the file.
      search = close + 2;
      continue;
    }
    const before = text.slice(from, open);
    const newline = before.lastIndexOf("\n");
    alone = (alone || newline >= 0) && before.slice(newline + 1).trim() === "";
    const end = close + 2;
    if (closer === "#}" && !alone) {
      search = open + 2;
      continue;
    }
    const whole: boolean = alone && onlyActions.test(text.slice(end, end + maxRest).split("\n", 1)[0]!);
    if (whole) templated = true;
    parts.push(before, text.slice(open, end).replace(/[^\r\n]/g, whole ? " " : hole));
    alone &&= whole;
    from = end;
    search = end;
  }
  parts.push(text.slice(from));
  return { text: parts.join(""), templated };
}

const closers: Readonly<Record<string, string>> = { "{": "}}", "%": "%}", "#": "#}" };
const onlyActions = /^(?:\s|\{\{[^{}]*\}\}|\{%[^{}]*%\})*(?:#.*)?$/;
const maxRest = 500;
