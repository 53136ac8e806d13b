import type { Files } from "../../document/document.js";
import type { Range } from "../../text/range.js";
import type { Result } from "./evaluate.js";
import { holeMark } from "./evaluate.js";

const maxText = 200_000;

/** What `file` and `templatefile` come to, for texts of the workspace; undefined for other functions and files. */
export function textFunction(
  path: string,
  files: Files,
  name: string,
  args: readonly Result[],
  range: Range,
): Result | undefined {
  if (name !== "file" && name !== "templatefile") return undefined;
  const [file, values] = args;
  if (file?.type !== "scalar") return undefined;
  const target = resolvePath(path, file.text);
  const text = target === undefined ? undefined : files.read(target);
  if (text === undefined || text.length > maxText) return undefined;
  if (name === "file") return { type: "scalar", data: text, text, range };
  return filledTemplate(text, values, range);
}

/** What a template comes to with the names that `values` gives; undefined when it asks for one that is not known. */
export function filledTemplate(template: string, values: Result | undefined, range: Range): Result | undefined {
  const text = fill(template, values);
  // What a template leaves open hides only itself.
  return text.includes(holeMark) ? undefined : { type: "scalar", data: text, text, range };
}

/** `relative` seen from the folder of `path`; undefined when it leads out of the workspace or is absolute. */
export function resolvePath(path: string, relative: string): string | undefined {
  if (relative.startsWith("/") && !path.startsWith("/")) return undefined;
  const parts = relative.startsWith("/") ? [""] : path.split("/").slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.join("/");
}

function fill(text: string, values: Result | undefined): string {
  return text.replace(/(\$?)\$\{([^{}]*)\}|%\{[^{}]*\}/g, (whole, escaped: string, expression: string | undefined) => {
    if (escaped) return whole.slice(1);
    const name = expression?.trim() ?? "";
    const entry = values?.type === "object" ? values.entries.find((one) => one.name === name) : undefined;
    return entry?.value.type === "scalar" ? entry.value.text : holeMark;
  });
}
