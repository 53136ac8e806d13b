import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ripgrep } from "./processes.js";

/** The day, and the versions of what was measured. */
export function versionsUsed(root: string): { readonly date: string; readonly versions: readonly string[] } {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).stdout?.trim();
  const rg = ripgrep();
  const grep = rg && /ripgrep (\S+)/.exec(spawnSync(rg, ["--version"], { encoding: "utf8" }).stdout)?.[1];
  return {
    date: new Date().toISOString().slice(0, 10),
    versions: [
      `tenet ${version}${commit ? ` (${commit})` : ""}`,
      `Node ${process.versions.node}`,
      ...(grep ? [`ripgrep ${grep}`] : []),
    ],
  };
}
