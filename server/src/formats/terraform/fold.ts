import { type JsonValue, readJson } from "../../data/read-json.js";
import type { Range } from "../../text/range.js";
import type { Result, ResultEntry } from "./evaluate.js";

type Function_ = (args: readonly Result[], range: Range) => Result | undefined;

/** What a call comes to; undefined when an argument is unknown or the function is not followed. */
export function fold(name: string, args: readonly Result[], range: Range): Result | undefined {
  return functions.get(name)?.(args, range);
}

/** Texts are made up to this length. */
const maxText = 1_000_000;

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
  const length = texts.reduce((sum, one) => sum + one.length + separator.text.length, 0);
  if (length > maxText) return undefined;
  const text = texts.join(separator.text);
  return { type: "scalar", data: text, text, range };
};

const lookup: Function_ = ([map, key, fallback]) => {
  if (map?.type !== "object" || key?.type !== "scalar") return undefined;
  const found = map.entries.find((entry) => entry.name === key.text)?.value;
  return found ?? (map.open ? undefined : fallback);
};

const element: Function_ = ([list, index]) => {
  if (list?.type !== "list" || index?.type !== "scalar" || list.items.length === 0) return undefined;
  const at = Number(index.text);
  return Number.isInteger(at) && at >= 0 ? list.items[at % list.items.length] : undefined;
};

const length: Function_ = ([value], range) => {
  if (value?.type === "unknown" || (value?.type === "object" && value.open)) return undefined;
  // An unknown item may stand for a whole list that was joined on.
  if (value?.type === "list")
    return value.items.some((item) => item.type === "unknown") ? undefined : number(value.items.length, range);
  if (value?.type === "object") return number(value.entries.length, range);
  return value && typeof value.data === "string" ? number([...value.data].length, range) : undefined;
};

const keys: Function_ = ([map], range) => {
  if (map?.type !== "object" || map.open) return undefined;
  const items = byName(map.entries).map((entry) => text(entry.name, entry.nameRange));
  return { type: "list", range, items };
};

const values: Function_ = ([map], range) => {
  if (map?.type !== "object" || map.open) return undefined;
  return { type: "list", range, items: byName(map.entries).map((entry) => entry.value) };
};

/** As Terraform does: a map has its keys in order. */
function byName(entries: readonly ResultEntry[]): readonly ResultEntry[] {
  return [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const contains: Function_ = ([list, wanted], range) => {
  if (list?.type !== "list" || wanted?.type !== "scalar") return undefined;
  if (list.items.some((item) => item.type === "scalar" && item.data === wanted.data))
    return { type: "scalar", data: true, text: "true", range };
  if (list.items.some((item) => item.type !== "scalar")) return undefined;
  return { type: "scalar", data: false, text: "false", range };
};

const split: Function_ = ([separator, whole], range) => {
  if (separator?.type !== "scalar" || whole?.type !== "scalar" || separator.text === "") return undefined;
  return { type: "list", range, items: whole.text.split(separator.text).map((part) => text(part, range)) };
};

/** Without what was named; `compact` is the same for empty texts and nulls. */
const compact: Function_ = ([list], range) => {
  if (list?.type !== "list") return undefined;
  const items = list.items.filter((item) => item.type !== "scalar" || (item.data !== null && item.data !== ""));
  return { type: "list", range, items };
};

const reverse: Function_ = ([list], range) =>
  list?.type === "list" ? { type: "list", range, items: [...list.items].reverse() } : undefined;

const zipmap: Function_ = ([names, list], range) => {
  if (names?.type !== "list" || list?.type !== "list" || names.items.length !== list.items.length) return undefined;
  const entries: ResultEntry[] = [];
  for (const [i, name] of names.items.entries()) {
    if (name.type !== "scalar") return undefined;
    const value = list.items[i]!;
    entries.push({ name: name.text, nameRange: name.range, range: value.range, value });
  }
  return { type: "object", range, entries };
};

const numbersFrom: Function_ = (args, range) => {
  const bounds: number[] = [];
  for (const arg of args) {
    if (arg.type !== "scalar" || !Number.isFinite(Number(arg.text))) return undefined;
    bounds.push(Number(arg.text));
  }
  const [start, end] = bounds.length === 1 ? [0, bounds[0]!] : [bounds[0] ?? 0, bounds[1] ?? 0];
  const step = bounds[2] ?? (start <= end ? 1 : -1);
  const count = step === 0 ? 0 : Math.ceil((end - start) / step);
  if (count > 1000) return undefined;
  return {
    type: "list",
    range,
    items: Array.from({ length: Math.max(0, count) }, (_, i) => number(start + i * step, range)),
  };
};

/** A network of IPv4 within another, as Terraform counts them. */
const cidrsubnet: Function_ = ([network, bits, index], range) => {
  if (network?.type !== "scalar" || bits?.type !== "scalar" || index?.type !== "scalar") return undefined;
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(network.text);
  const [more, nth] = [Number(bits.text), Number(index.text)];
  if (!match || !Number.isInteger(more) || !Number.isInteger(nth) || more < 0 || nth < 0) return undefined;
  const prefix = Number(match[5]) + more;
  if (prefix > 32 || nth >= 2 ** more) return undefined;
  const base = match.slice(1, 5).reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefix);
  const outer = 2 ** (32 - Number(match[5]));
  const first = Math.floor(base / outer) * outer + nth * size;
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return text(`${parts.join(".")}/${prefix}`, range);
};

/** JSON that stands in a text, as `file` gives it; what is written in the language stands as it is. */
const jsondecode: Function_ = ([value], range) => {
  if (value?.type !== "scalar" || typeof value.data !== "string") return value;
  const { value: read, problems } = readJson(value.text);
  return read && problems.length === 0 ? ofJson(read, range) : undefined;
};

function ofJson(value: JsonValue, range: Range): Result {
  switch (value.type) {
    case "string":
      return text(value.data, range);
    case "array":
      return { type: "list", range, items: value.items.map((item) => ofJson(item, range)) };
    case "object": {
      const entries = value.members.map(({ key, value: inner }) => {
        return { name: key, nameRange: range, range, value: ofJson(inner, range) };
      });
      return { type: "object", range, entries };
    }
    case "other":
      return value.data === undefined
        ? { type: "unknown", text: "…", range }
        : { type: "scalar", data: value.data, text: value.text, range };
  }
}

function text(data: string, range: Range): Result {
  return { type: "scalar", data, text: data, range };
}

function number(data: number, range: Range): Result {
  return { type: "scalar", data, text: String(data), range };
}

/** Patterns between slashes are not followed. */
function replaced(whole = "", from = "", to = ""): string | undefined {
  if (from === "" || from.startsWith("/")) return undefined;
  return (whole.length / from.length + 1) * to.length > maxText ? undefined : whole.replaceAll(from, to);
}

const functions = new Map<string, Function_>([
  // What is encoded is read as it stands: rules look into policies and definitions.
  ...["jsonencode", "yamlencode", "base64encode", "textencodebase64", "sensitive", "nonsensitive"].map(
    (name): [string, Function_] => [name, first],
  ),
  ...["tolist", "toset", "tomap", "sort", "distinct", "tobool", "tonumber", "try"].map((name): [string, Function_] => [
    name,
    first,
  ]),
  ["one", ([list]) => (list?.type === "list" && list.items.length === 1 ? list.items[0] : undefined)],
  ["jsondecode", jsondecode],
  ["tostring", convert],
  ["compact", compact],
  ["contains", contains],
  ["element", element],
  ["keys", keys],
  ["length", length],
  ["lookup", lookup],
  ["range", numbersFrom],
  ["reverse", reverse],
  ["split", split],
  ["values", values],
  ["zipmap", zipmap],
  ["cidrsubnet", cidrsubnet],
  ["setunion", flatten],
  ["list", flatten],
  ["flatten", flatten],
  ["concat", flatten],
  ["merge", merge],
  ["coalesce", coalesce],
  ["join", joinTexts],
  ["lower", ofTexts((text) => text.toLowerCase())],
  ["upper", ofTexts((text) => text.toUpperCase())],
  ["replace", ofTexts(replaced)],
  ["trimprefix", ofTexts((whole, prefix) => (whole.startsWith(prefix) ? whole.slice(prefix.length) : whole))],
  [
    "trimsuffix",
    ofTexts((whole, suffix) => (suffix && whole.endsWith(suffix) ? whole.slice(0, -suffix.length) : whole)),
  ],
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
