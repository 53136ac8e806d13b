// Renews rules/data/end-of-life.yaml from endoflife.date: `node scripts/renew-end-of-life.mjs`, then read the difference.
// Cycles that the source knows and the table does not are added; names such as `bookworm` take the date of their number.
// Nothing is written unless every product was answered. `[SERVICE [TABLE]]` name another service and another file.
import { readFileSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";

const [service = "https://endoflife.date/api", file = new URL("../rules/data/end-of-life.yaml", import.meta.url)] =
  process.argv.slice(2);
const document = parseDocument(readFileSync(file, "utf8"));
const today = new Date().toISOString().slice(0, 10);
for (const row of document.get("rows").items) {
  const id = row.get("at") ?? row.get("id");
  const answer = await fetch(`${service}/${id}.json`);
  if (!answer.ok) throw new Error(`${id}: ${answer.status}`);
  const releases = await answer.json();
  if (!Array.isArray(releases) || releases.length === 0) throw new Error(`${id}: no releases`);
  const ends = row.get("ends");
  let renewed = false;
  for (const release of releases) {
    // `true` and `false` say that it ended or not, but not when.
    const end = [release[row.get("field")], release.eol].find((one) => /^\d{4}-\d\d-\d\d$/.test(one));
    if (end === undefined) continue;
    const codename = release.codename?.toLowerCase().split(" ", 1)[0];
    for (const name of [String(release.cycle), ...(codename && ends.has(codename) ? [codename] : [])]) {
      renewed ||= ends.get(name) !== end;
      ends.set(name, end);
    }
  }
  if (renewed) row.set("source", `endoflife.date on ${today}`);
}
document.set("date", today);
writeFileSync(file, document.toString({ lineWidth: 0 }));
