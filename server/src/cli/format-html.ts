import { resolve } from "node:path";
import { statementPlaces } from "../project/statements.js";
import { masked } from "../secrets/index.js";
import { codeOwners } from "./code-owners.js";
import type { OutputFormat } from "./output-format.js";
import { countBySeverity, type ReportedFinding } from "./report.js";
import { slashed } from "./run.js";

/** One page that holds everything: findings by principle, statement, rule, owner or file, with filter and search, no network. */
export const html: OutputFormat = async (report) => {
  const places = statementPlaces(await report.principles());
  const order = [...new Set([...places.values()].map((place) => place.principleTitle))];
  const ownerOf = codeOwners(report.project.host, slashed(process.cwd()));
  const shown = new Map<string, string>();
  const rows = await Promise.all(
    [...report.findings, ...report.suppressed].map(async (reported) => {
      const { finding, path, start, statements, title, suppressed } = reported;
      const place = places.get(statements[0] ?? "");
      const docs = await report.docs(finding.id);
      const elsewhere = finding.rule ? "Rules of your own" : "Suppressions";
      return {
        rule: finding.id,
        title,
        severity: finding.severity,
        confidence: finding.confidence,
        path,
        owner: ownerOf(slashed(resolve(path))) ?? "No owner",
        line: start.line,
        message: finding.message,
        code: snippet(reported, shown),
        principle: place?.principleTitle ?? elsewhere,
        nth: place ? order.indexOf(place.principleTitle) : order.length,
        statement: place ? `${statements[0]}: ${place.text}` : elsewhere,
        remedy: docs?.remedy ?? "",
        documentation: finding.documentation ?? "",
        suppressed,
      };
    }),
  );
  const counts = countBySeverity(report.findings);
  const summary = `${counts.error} errors, ${counts.warning} warnings, ${counts.info + counts.hint} notes in ${report.files} files`;
  return page(summary, JSON.stringify(rows).replaceAll("<", "\\u003c"), report.version);
};

/** The line of a finding without what is secret in it. */
function snippet({ finding, lines, text, path }: ReportedFinding, shown: Map<string, string>): string {
  let safe = shown.get(path);
  if (safe === undefined) {
    safe = masked(finding.path, text);
    shown.set(path, safe);
  }
  const { start, end } = lines.line(lines.position(finding.range.start).line);
  return safe.slice(start, Math.min(end, start + 300)).trim();
}

function page(summary: string, data: string, version: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>tenet: ${summary}</title>
<style>
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --error: #c62828; --warning: #b26a00; --info: #1565c0; }
@media (prefers-color-scheme: dark) { :root { --error: #ff8a80; --warning: #ffc46b; --info: #82b1ff; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; border-bottom: 1px solid var(--line); }
h3 { font-size: .95rem; font-weight: 600; margin: 1rem 0 .3rem; opacity: .8; }
form { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; align-items: center; position: sticky; top: 0; z-index: 1; background: Canvas; padding: .5rem 0; }
input[type=search] { flex: 1 1 14rem; } input, select { font: inherit; padding: .25rem .5rem; }
article { border-left: 3px solid var(--info); padding: .15rem .8rem; margin: .5rem 0; }
article.error { border-color: var(--error); } article.warning { border-color: var(--warning); }
article.suppressed { opacity: .6; }
h2, h3, article div { overflow-wrap: anywhere; }
code { font: 13px/1.4 ui-monospace, monospace; } pre { margin: .2rem 0; overflow-x: auto; }
.rule { border: 1px solid var(--line); border-radius: .3rem; padding: 0 .3rem; }
.where { font-size: .85rem; opacity: .75; } .severity { font-weight: 600; }
.error .severity { color: var(--error); } .warning .severity { color: var(--warning); } .info .severity, .hint .severity { color: var(--info); }
footer { margin-top: 2rem; font-size: .8rem; opacity: .6; }
</style>
</head>
<body>
<h1>tenet</h1>
<p>${summary}</p>
<form>
<input type="search" id="search" placeholder="Search in files, messages, rules" aria-label="Search">
<label>by <select id="group"><option value="principle">principle</option><option value="rule">rule</option><option value="statement">statement</option><option value="owner">owner</option><option value="path">file</option><option value="severity">severity</option></select></label>
<label>at least <select id="least"><option>hint</option><option>info</option><option>warning</option><option>error</option></select></label>
<label><input type="checkbox" id="suppressed"> suppressed</label>
</form>
<p id="count" aria-live="polite"></p>
<main id="list"></main>
<footer>tenet ${version}</footer>
<script type="application/json" id="data">${data}</script>
<script>
"use strict";
const rows = JSON.parse(document.getElementById("data").textContent);
const order = ["error", "warning", "info", "hint"];
const inputs = Object.fromEntries(["search", "group", "least", "suppressed"].map((id) => [id, document.getElementById(id)]));
const make = (tag, text, name) => { const node = document.createElement(tag); node.textContent = text; if (name) node.className = name; return node; };
// What stands between backticks is code.
const prose = (node, text) => { text.split("\`").forEach((part, index, parts) => node.append(index % 2 === 1 && index < parts.length - 1 ? make("code", part) : index % 2 === 1 ? "\`" + part : part)); return node; };
const count = (inner) => [...inner.values()].reduce((sum, part) => sum + part.length, 0);
const worst = (inner) => Math.min(...[...inner.values()].flat().map((row) => order.indexOf(row.severity)));
const first = (inner) => [...inner.values()][0][0].nth;
function show() {
  const words = inputs.search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const least = order.indexOf(inputs.least.value);
  const found = rows.filter((row) => order.indexOf(row.severity) <= least && (inputs.suppressed.checked || !row.suppressed)
    && words.every((word) => [row.path, row.message, row.rule, row.title, row.statement, row.owner].join(" ").toLowerCase().includes(word)));
  const by = inputs.group.value;
  const groups = new Map();
  for (const row of found) {
    const outer = groups.get(row[by]) ?? new Map();
    groups.set(row[by], outer);
    const inner = by === "principle" ? row.statement : by === "path" ? row.rule : row.path;
    outer.set(inner, [...(outer.get(inner) ?? []), row]);
  }
  const list = document.getElementById("list");
  list.replaceChildren();
  const sorted = [...groups].sort(([, a], [, b]) => by === "principle" ? first(a) - first(b) : worst(a) - worst(b) || count(b) - count(a));
  for (const [title, inner] of sorted) {
    list.append(make("h2", title + " (" + count(inner) + ")"));
    for (const [name, part] of inner) {
      list.append(make("h3", name));
      for (const row of part) {
        const article = make("article", "", row.severity + (row.suppressed ? " suppressed" : ""));
        const head = make("div", "");
        head.append(make("span", row.severity, "severity"), " ", make("code", row.rule, "rule"), " ");
        prose(head, row.message);
        article.append(head, make("div", row.path + ":" + row.line + (row.suppressed ? " (suppressed)" : ""), "where"));
        const pre = make("pre", "");
        pre.append(make("code", row.code));
        article.append(pre);
        if (row.remedy) article.append(prose(make("div", "", "where"), row.remedy));
        if (row.documentation) {
          const link = make("a", row.documentation, "where");
          link.href = row.documentation;
          link.rel = "noreferrer";
          article.append(link);
        }
        list.append(article);
      }
    }
  }
  document.getElementById("count").textContent = found.length + " of " + rows.length + " shown";
}
for (const input of Object.values(inputs)) input.addEventListener("input", show);
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
show();
</script>
</body>
</html>
`;
}
