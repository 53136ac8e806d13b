// Builds site/: one page a rule, indexes by principle, format and id, the guides, and a search that works offline.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { marked } from "marked";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const place = process.argv[2] ? resolve(process.argv[2]) : join(root, "site");
const read = (path) => JSON.parse(readFileSync(join(root, "dist", path), "utf8"));
const { rules } = read("rules.json");
const docs = read("rule-docs.json");
const principles = read("statements.json");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The guides among the files of the repository, and their pages here. */
const guides = {
  "docs/rules.md": "guide.html",
  "docs/configuration.md": "configuration.html",
  "docs/ci.md": "ci.html",
};
const statements = new Map(
  principles.flatMap(({ title, groups }) =>
    groups.flatMap((group) =>
      Object.entries(group.statements).map(([id, text]) => [id, { principle: title, group: group.title, text }]),
    ),
  ),
);
rules.sort((a, b) => (a.id < b.id ? -1 : 1));

rmSync(place, { recursive: true, force: true });
mkdirSync(join(place, "rules"), { recursive: true });
cpSync(join(root, "docs/images"), join(place, "images"), { recursive: true });
writeFileSync(join(place, "style.css"), style());
writeFileSync(join(place, "search.js"), search());
write("index.html", "Rules by principle", byPrinciple());
write("formats.html", "Rules by format", byFormat());
write("ids.html", "Rules by id", list(rules));
write("guide.html", "Rules of your own", markdown("docs/rules.md"));
write("configuration.html", "tenet.yaml", markdown("docs/configuration.md"));
write("ci.html", "Hooks and CI", markdown("docs/ci.md"));
write("readme.html", "tenet", markdown("README.md"));
for (const rule of rules) write(`rules/${rule.id}.html`, rule.title, page(rule), "../");

function page(rule) {
  const doc = docs[rule.id];
  const answers = rule.statements
    .map((id) => `<li><code>${html(id)}</code> ${html(statements.get(id)?.text ?? "")}</li>`)
    .join("");
  let text = `<p class="meta"><code>${rule.id}</code> · ${rule.severity} · ${rule.confidence}</p>`;
  text += `<h2>Why</h2>${inline(doc.why)}<h2>What to do</h2>${inline(doc.remedy)}`;
  if (answers) text += `<h2>Statements it answers</h2><ul>${answers}</ul>`;
  const keys = [...new Set(rule.checks.map((check) => check.key))];
  for (const key of keys) {
    text += `<h2 id="${key}">${html(key)}</h2>`;
    rule.checks.forEach((check, index) => {
      if (check.key !== key) return;
      for (const example of doc.examples[index] ?? []) {
        const name = example.path ? ` <span class="meta">${html(example.path)}</span>` : "";
        text += `<figure class="${example.kind}"><figcaption>${example.kind === "bad" ? "Found" : "Not found"}${name}</figcaption>${code(example.text)}`;
        if (example.fixed !== undefined)
          text += `<div class="fixed"><figcaption>Fixed</figcaption>${code(example.fixed)}</div>`;
        text += "</figure>";
      }
    });
  }
  text += `<h2>Configure</h2>${code(`# tenet.yaml\nrules:\n  ${rule.id}: off        # or error, warning, info, hint\n`)}`;
  for (const [name, option] of Object.entries(rule.options ?? {})) {
    const choice = option.oneOf ? ` (${option.oneOf.map((one) => `<code>${html(one)}</code>`).join(", ")})` : "";
    text += `<p>Option <code>${html(name)}</code>: ${html(option.about)}${choice}; <code>${html(JSON.stringify(option.default))}</code> when nobody sets it.</p>`;
    text += code(
      `rules:\n  ${rule.id}:\n    options: { ${name}: ${JSON.stringify(option.oneOf ?? option.default)} }\n`,
    );
  }
  text += `<p>For one place, a comment on the line or the one before: <code>tenet-ignore ${rule.id} until 2027-01-31: reason</code></p>`;
  if (doc.references.length > 0) text += `<h2>References</h2><p>${doc.references.map(html).join(" · ")}</p>`;
  return text;
}

/** An example with its carets shown as underlines. */
function code(source) {
  const lines = source.trimEnd().split("\n");
  const out = [];
  for (const line of lines) {
    if (/^[ \t]*\^[ \t^]*$/.test(line) && out.length > 0) {
      const raw = out.pop().raw;
      let underlined = "";
      let at = 0;
      for (const run of line.matchAll(/\^+/g)) {
        underlined += `${html(raw.slice(at, run.index))}<mark>${html(raw.slice(run.index, run.index + run[0].length))}</mark>`;
        at = run.index + run[0].length;
      }
      out.push({ raw, html: underlined + html(raw.slice(at)) });
    } else out.push({ raw: line, html: html(line) });
  }
  return `<pre><code>${out.map((line) => line.html).join("\n")}</code></pre>`;
}

function list(some, base = "") {
  return `<ul class="rules">${some
    .map(
      (rule) =>
        `<li><a href="${base}rules/${rule.id}.html">${rule.id}</a> <span class="${rule.severity}">${rule.severity}</span> ${html(rule.title)}</li>`,
    )
    .join("")}</ul>`;
}

function byPrinciple() {
  return principles
    .map(({ title, groups }) => {
      const parts = groups.flatMap((group) =>
        Object.entries(group.statements).map(([id, text]) => {
          const answering = rules.filter((rule) => rule.statements.includes(id));
          return `<h3><code>${id}</code> ${html(text)}</h3>${answering.length > 0 ? list(answering) : '<p class="meta">no rule yet</p>'}`;
        }),
      );
      return `<h2>${html(title)}</h2>${parts.join("")}`;
    })
    .join("");
}

function byFormat() {
  const keys = [...new Set(rules.flatMap((rule) => rule.checks.map((check) => check.key)))].sort();
  return keys
    .map(
      (key) =>
        `<h2 id="${key}">${html(key)}</h2>${list(rules.filter((rule) => rule.checks.some((check) => check.key === key)))}`,
    )
    .join("");
}

function markdown(path) {
  const page = marked.parse(readFileSync(join(root, path), "utf8").replace(/^# .*\n/, ""));
  // Links to files of the repository lead nowhere here.
  return page
    .replaceAll('src="docs/images/', 'src="images/')
    .replaceAll(/<a href="(?!https?:|#)([^"]*)">(.*?)<\/a>/g, (_, target, text) =>
      Object.hasOwn(guides, target) ? `<a href="${guides[target]}">${text}</a>` : text,
    );
}

function inline(text) {
  return marked.parse(text);
}

function write(path, title, body, base = "") {
  writeFileSync(
    join(place, path),
    `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)} · tenet</title><link rel="stylesheet" href="${base}style.css"></head>
<body data-base="${base}"><header><a class="name" href="${base}index.html">tenet</a>
<nav><a href="${base}index.html">principles</a> <a href="${base}formats.html">formats</a> <a href="${base}ids.html">rules</a> <a href="${base}guide.html">write a rule</a> <a href="${base}configuration.html">configure</a> <a href="${base}ci.html">CI</a> <a href="${base}readme.html">use it</a></nav>
<input type="search" id="search" placeholder="Search rules" aria-label="Search rules"></header>
<ul id="found" class="rules" aria-live="polite"></ul>
<main><h1>${html(title)}</h1>${body}</main>
<footer>tenet ${version}</footer><script src="${base}search.js"></script></body></html>
`,
  );
}

function search() {
  const index = rules.map((rule) => ({
    id: rule.id,
    title: rule.title,
    text: [
      rule.id,
      rule.title,
      docs[rule.id].why,
      docs[rule.id].remedy,
      rule.statements.join(" "),
      rule.checks.map((check) => check.key).join(" "),
    ]
      .join(" ")
      .toLowerCase(),
  }));
  return `"use strict";
const index = ${JSON.stringify(index)};
const input = document.getElementById("search");
const found = document.getElementById("found");
const base = document.body.dataset.base;
input.addEventListener("input", () => {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  found.replaceChildren();
  if (words.length === 0) return;
  for (const rule of index) {
    if (!words.every((word) => rule.text.includes(word))) continue;
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = base + "rules/" + rule.id + ".html";
    link.textContent = rule.id;
    item.append(link, " " + rule.title);
    found.append(item);
  }
  if (found.children.length === 0) found.append("nothing found");
});
`;
}

function style() {
  return `:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --error: #c62828; --warning: #b26a00; --info: #1565c0; }
@media (prefers-color-scheme: dark) { :root { --error: #ff8a80; --warning: #ffc46b; --info: #82b1ff; } }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
header { display: flex; flex-wrap: wrap; gap: .8rem 1.2rem; align-items: center; border-bottom: 1px solid var(--line); padding-bottom: .7rem; }
.name { font-weight: 700; font-size: 1.2rem; text-decoration: none; color: inherit; } nav { display: flex; flex-wrap: wrap; gap: .2rem 1rem; flex: 1 1 auto; } nav a { white-space: nowrap; }
input { font: inherit; padding: .25rem .6rem; } a { color: var(--info); }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; font-weight: 600; }
pre { overflow-x: auto; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: .4rem; } code, pre { font: 13.5px/1.5 ui-monospace, monospace; }
mark { background: none; color: inherit; text-decoration: underline wavy var(--error); text-underline-offset: 3px; }
figure { margin: .8rem 0; } figcaption { font-size: .85rem; opacity: .75; } .good pre { border-left: 3px solid #2e7d32; } .bad pre { border-left: 3px solid var(--error); } .bad .fixed pre { border-left-color: #2e7d32; }
.meta { opacity: .7; font-size: .9rem; } .rules { list-style: none; padding: 0; } .rules li { margin: .15rem 0; } .rules li { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } td, th { border: 1px solid var(--line); padding: .2rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; min-width: 5rem; } th:empty { display: none; }
img { max-width: 100%; height: auto; } #found:not(:empty) { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .9rem; }
p, li, h1, h3 { overflow-wrap: anywhere; }
.error { color: var(--error); } .warning { color: var(--warning); } .info, .hint { color: var(--info); } .off { opacity: .6; } footer { margin-top: 3rem; font-size: .85rem; opacity: .6; }
`;
}

function html(text) {
  return String(text).replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]);
}
