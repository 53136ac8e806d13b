// Renews rules/data/end-of-life.yaml from endoflife.date: `node scripts/renew-end-of-life.mjs`, then read the difference.
// Cycles that the source knows and the table does not are added; names such as `bookworm` take the date of their number.
import { readFileSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";

const file = new URL("../rules/data/end-of-life.yaml", import.meta.url);
const document = parseDocument(readFileSync(file, "utf8"));
for (const row of document.get("rows").items) {
  const id = row.get("id");
  const answer = await fetch(`https://endoflife.date/api/${id}.json`);
  if (!answer.ok) throw new Error(`${id}: ${answer.status}`);
  const ends = row.get("ends");
  for (const release of await answer.json()) {
    const end = release[row.get("field") ?? "eol"] ?? release.eol;
    if (typeof end !== "string") continue;
    ends.set(release.cycle, end);
    const codename = release.codename?.toLowerCase().split(" ", 1)[0];
    if (codename && ends.has(codename)) ends.set(codename, end);
  }
}
document.set("date", new Date().toISOString().slice(0, 10));
writeFileSync(file, document.toString({ lineWidth: 0 }));
