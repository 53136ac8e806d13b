import { type OptionValues, wrongOption } from "../rules/options.js";
import type { OptionValue, RuleData } from "../rules/rule.js";
import { decodeText } from "../text/decode.js";
import { nearest } from "../text/nearest.js";
import type { Range } from "../text/range.js";
import { configName, defaultRulePath, type Layer, noConfig, presets, type RuleSetting } from "./config.js";
import type { Host } from "./host.js";
import { matchesAny } from "./layer-globs.js";
import type { FileProblem } from "./project.js";
import { readConfig } from "./read-config.js";
import { isRemote, vendoredAt } from "./vendored.js";

/** How deep `extends` may lead. */
const maxExtends = 10;

/**
 * The configurations that count in a folder, the weakest first: those of the folders above (up to one with
 * `root: true` or the repository's root), each behind what it extends. Never throws.
 */
export function layersOf(host: Host, folder: string, bound: string, problems: FileProblem[]): Layer[] {
  const layers: Layer[] = [];
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const text = textOf(host, `${at}/${configName}`);
    if (text !== undefined) {
      const own = readLayer(at, at, `${at}/${configName}`, text, problems);
      layers.unshift(...extended(host, own, bound, problems, [own.path!]), own);
      if (own.config.root) break;
    } else if (host.list(`${at}/${defaultRulePath}`))
      layers.unshift({ config: noConfig, folder: at, base: at, name: defaultRulePath, text: "", places: new Map() });
    if (at === bound || !at.startsWith(`${bound}/`)) break;
  }
  return layers;
}

function readLayer(folder: string, base: string, path: string, text: string, problems: FileProblem[]): Layer {
  const { config, places, problems: wrong } = readConfig(text);
  for (const { message, range } of wrong) problems.push({ path, message, range, text });
  return { config, folder, base, path, name: path, text, places };
}

/** What a layer extends, the weakest first. Cycles, missing files and ways out of the workspace are problems. */
function extended(host: Host, layer: Layer, bound: string, problems: FileProblem[], seen: readonly string[]): Layer[] {
  return layer.config.extends.flatMap((name, index): Layer[] => {
    const range = layer.places.get(`extends.${index}`) ?? layer.places.get("extends");
    const wrong = (message: string): Layer[] => {
      problems.push({ path: layer.path ?? layer.name, message, range, text: layer.text });
      return [];
    };
    const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
    if (preset) return [{ config: preset, folder: layer.folder, base: layer.base, name, text: "", places: new Map() }];
    const vendored = isRemote(name) ? vendoredAt(host, layer.base, name) : undefined;
    if (vendored && vendored.path === undefined) return wrong(`"${name}" ${vendored.wrong}`);
    const path =
      vendored?.path ??
      (/^\.{1,2}\//.test(name) || /\.ya?ml$/.test(name)
        ? fileAt(host, layer.folder, name)
        : packageAt(host, layer.folder, name, bound));
    if (path === undefined) {
      const near = nearest(name, Object.keys(presets));
      return wrong(`"${name}" is no preset, file or installed package${near ? `; did you mean "${near}"?` : ""}`);
    }
    if (path !== bound && !path.startsWith(`${bound}/`)) return wrong(`"${name}" leads out of the workspace`);
    if (seen.includes(path)) return wrong(`"${name}" extends itself`);
    if (seen.length >= maxExtends) return wrong(`"${name}": extended more than ${maxExtends} deep`);
    const text = textOf(host, path);
    if (text === undefined) return wrong(`"${name}" cannot be read`);
    const own = readLayer(path.slice(0, path.lastIndexOf("/")), layer.base, path, text, problems);
    return [...extended(host, own, bound, problems, [...seen, path]), own];
  });
}

/** The real path of a file named relative to a folder. */
function fileAt(host: Host, folder: string, name: string): string | undefined {
  const parts = folder.split("/");
  for (const part of name.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return host.real(parts.join("/"));
}

/** The `tenet.yaml` of an npm package, found as Node finds packages, read as data. */
function packageAt(host: Host, folder: string, name: string, bound: string): string | undefined {
  if (!/^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/.test(name)) return undefined;
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const path = `${at}/node_modules/${name}/${configName}`;
    if (host.read(path)) return path;
    if (at === bound || !at.startsWith(`${bound}/`)) return undefined;
  }
}

function textOf(host: Host, path: string): string | undefined {
  const bytes = host.read(path);
  return bytes && decodeText(bytes)?.text;
}

/** What the configuration chose for a rule and a file, and which line of which file says so. */
export interface RuleChoice {
  readonly setting: RuleSetting;
  readonly layer: Layer;
  readonly range?: Range;
}

/** The choice for a rule (by its id and aliases) and a file (absolute); undefined when nobody chose. The last one wins. */
export function choiceFor(layers: readonly Layer[], ids: readonly string[], path: string): RuleChoice | undefined {
  let choice: RuleChoice | undefined;
  for (const layer of layers) {
    for (const id of ids) {
      const own = layer.config.rules[id];
      if (own !== undefined) choice = { setting: own, layer, range: severityPlace(layer, `rules.${id}`) };
    }
    layer.config.overrides.forEach((override, index) => {
      const id = ids.find((one) => override.rules[one] !== undefined);
      if (id === undefined || !matchesAny(layer, override.files, path)) return;
      choice = { setting: override.rules[id]!, layer, range: severityPlace(layer, `overrides.${index}.rules.${id}`) };
    });
  }
  return choice;
}

/** Where a rule's severity stands: at its id, or in the map that says more. */
function severityPlace(layer: Layer, place: string): Range | undefined {
  return layer.places.get(`${place}.severity`) ?? layer.places.get(place);
}

/** Where the team explains a rule; undefined when it does not. */
export function documentationOf(pages: ReadonlyMap<string, string> | undefined, rule: RuleData): string | undefined {
  return pages && [rule.id, ...rule.aliases].map((id) => pages.get(id)).find((page) => page !== undefined);
}

/** What an option of a rule was set to, and which line of which file says so. */
export interface OptionChoice {
  readonly value: OptionValue;
  readonly layer: Layer;
  readonly range?: Range;
}

/** What the layers set of a rule's options for a file (absolute), by option. The last one wins. */
export function optionsFor(layers: readonly Layer[], rule: RuleData, path: string): Map<string, OptionChoice> {
  const found = new Map<string, OptionChoice>();
  const take = (layer: Layer, values: OptionValues | undefined, place: string): void => {
    for (const [name, value] of Object.entries(values ?? {}))
      if (wrongOption(rule, name, value) === undefined)
        found.set(name, { value, layer, range: layer.places.get(`${place}.${name}`) });
  };
  for (const layer of layers) take(layer, layer.config.shared, "defaults");
  for (const layer of layers) {
    for (const id of [rule.id, ...rule.aliases]) take(layer, layer.config.options[id], `rules.${id}.options`);
    layer.config.overrides.forEach((override, index) => {
      const id = [rule.id, ...rule.aliases].find((one) => override.options[one] !== undefined);
      if (id !== undefined && matchesAny(layer, override.files, path))
        take(layer, override.options[id], `overrides.${index}.rules.${id}.options`);
    });
  }
  return found;
}
