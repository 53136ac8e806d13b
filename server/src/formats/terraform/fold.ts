import type { Range } from "../../text/range.js";
import type { Result, ResultEntry } from "./evaluate.js";

type Function_ = (args: readonly Result[], range: Range) => Result | undefined;

/** What a call comes to; undefined when an argument is unknown or the function is not followed. */
export function fold(name: string, args: readonly Result[], range: Range): Result | undefined {
  return functions.get(name)?.(args, range);
}

const first: Function_ = ([value]) => value;

/** Functions of texts whose arguments must all be known. */
function ofTexts(compute: (...texts: string[]) => string | undefined): Function_ {
  return (args, range) => {
    const texts: string[] = [];
    for (const arg of args) {
      if (arg.type !== "scalar") return undefined;
      texts.push(arg.text);
    }
    const text = compute(...texts);
    return text === undefined ? undefined : { type: "scalar", data: text, text, range };
  };
}

const convert: Function_ = ([value], range) => {
  if (value?.type !== "scalar") return value;
  return { type: "scalar", data: value.text, text: value.text, range: value.range ?? range };
};

const flatten: Function_ = (args, range) => ({ type: "list", range, items: args.flatMap(spread) });

function spread(result: Result): readonly Result[] {
  return result.type === "list" ? result.items.flatMap(spread) : [result];
}

const merge: Function_ = (args, range) => {
  const entries = new Map<string, ResultEntry>();
  let open = false;
  for (const arg of args) {
    if (arg.type !== "object") open = true;
    else {
      open ||= arg.open ?? false;
      for (const entry of arg.entries) entries.set(entry.name, entry);
    }
  }
  return { type: "object", range, entries: [...entries.values()], open };
};

const coalesce: Function_ = (args) => {
  for (const arg of args) {
    if (arg.type === "unknown") return undefined;
    if (arg.type !== "scalar" || (arg.data !== null && arg.data !== "")) return arg;
  }
  return undefined;
};

const joinTexts: Function_ = ([separator, list], range) => {
  if (separator?.type !== "scalar" || list?.type !== "list") return undefined;
  const texts: string[] = [];
  for (const item of list.items) {
    if (item.type !== "scalar") return undefined;
    texts.push(item.text);
  }
  const text = texts.join(separator.text);
  return { type: "scalar", data: text, text, range };
};

const functions = new Map<string, Function_>([
  // What is encoded is read as it stands: rules look into policies and definitions.
  ...[
    "jsonencode",
    "yamlencode",
    "jsondecode",
    "yamldecode",
    "base64encode",
    "textencodebase64",
    "sensitive",
    "nonsensitive",
  ].map((name): [string, Function_] => [name, first]),
  ...["tolist", "toset", "tomap", "sort", "distinct", "compact", "tobool", "tonumber", "try", "one"].map(
    (name): [string, Function_] => [name, first],
  ),
  ["one", ([list]) => (list?.type === "list" && list.items.length === 1 ? list.items[0] : undefined)],
  ["tostring", convert],
  ["list", flatten],
  ["flatten", flatten],
  ["concat", flatten],
  ["merge", merge],
  ["coalesce", coalesce],
  ["join", joinTexts],
  ["lower", ofTexts((text) => text.toLowerCase())],
  ["upper", ofTexts((text) => text.toUpperCase())],
  ["trimspace", ofTexts((text) => text.trim())],
  ["chomp", ofTexts((text) => text.replace(/[\r\n]+$/, ""))],
  [
    "format",
    ofTexts((pattern, ...values) => {
      if (/%[^sd%]/.test(pattern)) return undefined;
      let next = 0;
      return pattern.replace(/%[sd%]/g, (mark) => (mark === "%%" ? "%" : (values[next++] ?? "")));
    }),
  ],
]);
