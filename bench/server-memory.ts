import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "../test/lsp/client.js";
import { corpus } from "./corpus.js";
import type { Missing, Row } from "./measure.js";

const openFiles = 50;

/** What the server holds in memory when 50 files of the corpus are open and have been edited. */
export async function serverMemory(): Promise<(Row | Missing)[]> {
  const name = `server memory with ${openFiles} open files`;
  const { folder, files } = corpus(10_000);
  const chosen = files
    .filter((path) => /\.(ts|js|py|go|rb|php|yml|yaml|json|conf|cf|sh|tf)$/.test(path))
    .slice(0, openFiles);
  return Client.with({ folder }, async (client) => {
    let bytes = 0;
    for (const path of chosen) {
      const at = join(folder, path);
      const text = readFileSync(at, "utf8");
      bytes += text.length;
      await client.open(at, text);
      await client.diagnostics(at);
      await client.replace(at, `${text}\n`);
      await client.diagnostics(at);
    }
    const kilobytes = residentOf(client.process.pid!);
    if (kilobytes === undefined) return [{ name, missing: "this system does not say what a process holds (no ps)" }];
    return [
      {
        name,
        unit: "MB",
        value: kilobytes / 1024,
        budget: { target: 100, ceiling: 150 },
        detail: `resident, ${Math.round(bytes / 1000)} KB of text, each linted twice`,
      },
    ];
  });
}

/** The resident size of a process in kilobytes. */
function residentOf(pid: number): number | undefined {
  const size = Number(spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).stdout);
  return Number.isFinite(size) && size > 0 ? size : undefined;
}
