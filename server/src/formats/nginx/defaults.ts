import { Unknown } from "../../document/node.js";
import { table } from "../../document/tables.js";
import type { Configuration } from "./configuration.js";

/** A value that holds below a version, or from the last such version on. */
interface Step {
  readonly below?: string;
  readonly is: string;
}

/**
 * What holds when nobody writes the directive, by the version that the project says it runs. Throws {@link Unknown}
 * when the table does not have the directive, or the version decides and nobody said it.
 */
export function defaultOf(name: string, configuration: Configuration): string {
  const row = table<Readonly<Record<string, string | readonly Step[]>>>("nginx-defaults")[name];
  if (row === undefined) throw new Unknown(`the default of ${name}`);
  if (typeof row === "string") return row;
  const version = versionOf(configuration);
  return (row.find((step) => step.below === undefined || isBelow(version, step.below)) ?? row.at(-1)!).is;
}

/** The version of nginx that the project says it runs. Throws {@link Unknown} when it says none. */
export function versionOf(configuration: Configuration): string {
  const version = configuration.files.versions?.nginx;
  if (version === undefined) throw new Unknown("the version of nginx: tenet.yaml may say it under defaults");
  return version;
}

/** True when a version comes before another: `1.9.2` before `1.22`. */
export function isBelow(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) < (b[i] ?? 0);
  return false;
}
