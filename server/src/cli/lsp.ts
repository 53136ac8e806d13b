import { readOptions, UsageError } from "./usage.js";

/** `tenet lsp --stdio`: the language server on standard input and output. Runs until the client ends it. */
export async function lsp(args: string[]): Promise<number> {
  const { values } = readOptions(args, { stdio: { type: "boolean" }, clientProcessId: { type: "string" } });
  if (!values.stdio) throw new UsageError("lsp needs --stdio");
  const { serve } = await import("../serve.js");
  serve();
  return new Promise(() => {});
}
