import { DiskError, writeError, writeOut } from "../disk.js";
import { check } from "./check.js";
import { helpFor, overview } from "./help.js";
import { UsageError } from "./usage.js";

const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  check,
  fix: async (args) => (await import("./fix.js")).fix(args),
  test: async (args) => (await import("./test.js")).test(args),
  explain: async (args) => (await import("./explain.js")).explain(args),
  rules: async (args) => (await import("./rules.js")).rules(args),
  grade: async (args) => (await import("./grade.js")).grade(args),
  facts: async (args) => (await import("./facts.js")).facts(args),
  new: async (args) => (await import("./new.js")).create(args),
  baseline: async (args) => (await import("./baseline.js")).baseline(args),
  suppressions: async (args) => (await import("./suppressions.js")).suppressions(args),
  config: async (args) => (await import("./config.js")).config(args),
  merge: async (args) => (await import("./merge.js")).merge(args),
  vendor: async (args) => (await import("./vendor.js")).vendor(args),
  completions: async (args) => (await import("./completions.js")).completions(args),
  lsp: async (args) => (await import("./lsp.js")).lsp(args),
};

/** Runs the command line and gives the exit code: 0 clean, 1 findings, 2 could not run. */
export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    const text = rest[0] === undefined ? overview : helpFor(rest[0]);
    if (text === undefined) return fail(`there is no command "${rest[0]}"`);
    writeOut(text);
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-V") {
    writeOut(`${(await import("./version.js")).version}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const { nearest } = await import("../text/nearest.js");
    const near = nearest(name, Object.keys(commands));
    return fail(`there is no command "${name}"${near ? `; did you mean "${near}"?` : ""}`);
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    writeOut(helpFor(name) ?? overview);
    return 0;
  }
  try {
    return await command(rest);
  } catch (error) {
    if (error instanceof UsageError || error instanceof DiskError) return fail(error.message);
    throw error;
  }
}

function fail(message: string): number {
  writeError(`tenet: ${message}\n`);
  return 2;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    writeError(`tenet: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
