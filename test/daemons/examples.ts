import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../support.js";

/** One text of an example of a rule, as it stands in a file: bad ones without carets, good ones, fixed ones. */
export interface Example {
  readonly path?: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

interface Written {
  readonly path?: string;
  readonly bad?: string;
  readonly good?: string;
  readonly fixed?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** The texts of all examples that rules have for a format, each with its rule's file name. */
export function* allExamples(format: string): Generator<readonly [rule: string, example: Example]> {
  for (const principle of readdirSync(join(root, "rules"), { withFileTypes: true })) {
    if (!principle.isDirectory() || principle.name === "data") continue;
    for (const name of readdirSync(join(root, "rules", principle.name))) {
      const rule = parse(readFileSync(join(root, "rules", principle.name, name), "utf8")) as {
        checks: Readonly<Record<string, readonly { examples?: readonly Written[] }[] | undefined>>;
      };
      for (const check of rule.checks[format] ?? [])
        for (const { path, files, fixed, good, bad } of check.examples ?? [])
          for (const text of [fixed, good, bad])
            if (text !== undefined)
              yield [name, { text: withoutCarets(text), ...(path && { path }), ...(files && { files }) }] as const;
    }
  }
}

function withoutCarets(text: string): string {
  return text.replace(/^[ \t]*\^[\^ \t]*\n?/gm, "");
}
