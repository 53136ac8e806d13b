// Compares the static Observatory grades with what the real scanner gave: node --import tsx bench/observatory.ts SCANS FILES
// SCANS: one JSON object a line {id, config, scan: {v4: {grade, score, tests} | {error}}}; FILES: {files: {path: text}}.
import { readFileSync } from "node:fs";
import { diskHost } from "../server/src/disk.js";
import { setTable } from "../server/src/document/tables.js";
import { nginx } from "../server/src/formats/nginx/nginx.js";
import { filesOf } from "../test/nginx/scans.js";

interface Scan {
  readonly grade?: string;
  readonly score?: number;
  readonly error?: string;
  readonly tests?: Readonly<Record<string, readonly [string, number]>>;
}

async function main(scans: string, others: string, host: string): Promise<void> {
  for (const [name, rows] of Object.entries((await diskHost().builtin()).tables)) setTable(name, rows);
  const { files } = JSON.parse(readFileSync(others, "utf8")) as { files: Record<string, string> };
  let same = 0;
  let within = 0;
  let all = 0;
  for (const line of readFileSync(scans, "utf8").trim().split("\n")) {
    const { id, config, scan } = JSON.parse(line) as { id: string; config: string; scan: Record<string, Scan> };
    const texts = { ...files, "nginx.conf": config };
    const document = await nginx.parse("nginx.conf", config, filesOf(texts));
    const [found] = nginx.grades!(document, [host]);
    const notes: string[] = [];
    let inside = true;
    for (const [version, real] of Object.entries(scan)) {
      const ours = found?.algorithms[version];
      if (
        real.error !== undefined ? ours?.grade === undefined : ours?.grade === real.grade && ours?.score === real.score
      ) {
        for (const [test, [result, modifier]] of Object.entries(real.tests ?? {})) {
          const own = ours!.tests[test];
          if (own?.[0] !== result || own[1] !== modifier) notes.push(`${version} ${test}: ${own} instead of ${result}`);
        }
        continue;
      }
      if (!ours || real.score === undefined || real.score < ours.range[0] || real.score > ours.range[1]) inside = false;
      notes.push(`${version}: ${ours?.grade} ${ours?.score} (${ours?.range}) instead of ${real.grade} ${real.score}`);
      for (const [test, result] of Object.entries(real.tests ?? {}))
        if (String(ours?.tests[test]) !== String(result))
          notes.push(`  ${test}: ${ours?.tests[test]} instead of ${result}`);
    }
    all++;
    if (notes.length === 0) same++;
    else if (inside) within++;
    if (notes.length > 0) process.stdout.write(`${id}${inside ? "" : " !"}\n  ${notes.join("\n  ")}\n`);
  }
  process.stdout.write(`${same} of ${all} equal in grade, score and every test; ${within} more inside the range\n`);
}

const [scans, files, host = "site.example-lab.com"] = process.argv.slice(2);
if (scans === undefined || files === undefined) throw new Error("say which scans and which files");
await main(scans, files, host);
