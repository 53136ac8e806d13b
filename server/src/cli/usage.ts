import { parseArgs } from "node:util";
import { nearest } from "../text/nearest.js";

/** The command line was used wrongly; the message says how. Exit code 2. */
export class UsageError extends Error {}

/** The options of a command by name. */
type Flags = Readonly<Record<string, { readonly type: "string" | "boolean"; readonly multiple?: boolean }>>;

/** What was given for each option. */
type Given<F extends Flags> = {
  readonly [name in keyof F]?: F[name]["type"] extends "boolean"
    ? boolean
    : F[name] extends { multiple: true }
      ? string[]
      : string;
};

/** Reads a command's options; an unknown one is a {@link UsageError} with "did you mean". */
export function readOptions<const F extends Flags>(
  args: string[],
  options: F,
): { values: Given<F>; positionals: string[] } {
  for (const arg of args) {
    if (arg === "--") break;
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name === undefined || Object.hasOwn(options, name)) continue;
    const near = nearest(name, Object.keys(options));
    throw new UsageError(`there is no option "--${name}"${near ? `; did you mean "--${near}"?` : ""}`);
  }
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values: values as Given<F>, positionals };
  } catch (error) {
    throw new UsageError((error as Error).message.split(". To specify")[0]!);
  }
}

/** The value of an option that must be one of a list. Throws {@link UsageError}. */
export function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  if ((allowed as readonly string[]).includes(value)) return value as T;
  const near = nearest(value, allowed);
  throw new UsageError(
    `--${name} is one of ${allowed.join(", ")}, not "${value}"${near ? `; did you mean "${near}"?` : ""}`,
  );
}
