#!/usr/bin/env node
// Builds server/src/secrets/trigrams.ts: how surprising a character is after the two before it, in names and prose.
//
//   node scripts/build-trigrams.mjs FOLDER...
//
// Give it folders of ordinary source and documentation (installed npm packages, a distribution's Python modules and
// documentation). Only counts of three-character sequences are kept, smoothed, in sixteenths of a bit, one byte each.
// Words are taken once a file and weighted by the logarithm of the number of files they stand in, so that no
// package's private vocabulary dominates. Minified and generated files are left out.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gunzipSync } from "node:zlib";

const symbols = 29; // 0 boundary, 1–26 letters, 27 digit, 28 anything else
const kinds = new Set([".js", ".mjs", ".cjs", ".ts", ".py", ".md", ".txt", ".rst", ".json", ".html", ".yml", ".yaml"]);
const files = new Map();
const limit = 40e6;
let bytes = 0;

for (const folder of process.argv.slice(2)) {
  bytes = 0;
  visit(folder);
}
const counts = new Float64Array(symbols ** 3);
for (const [word, seen] of files) {
  const weight = Math.log2(1 + seen);
  let a = 0;
  let b = 0;
  for (const c of [...encode(word), 0]) {
    counts[(a * symbols + b) * symbols + c] += weight;
    a = b;
    b = c;
  }
}
const table = new Uint8Array(symbols ** 3);
const pairs = new Float64Array(symbols ** 2);
const singles = new Float64Array(symbols);
let total = 0;
for (let i = 0; i < counts.length; i++) {
  const c = i % symbols;
  pairs[(Math.floor(i / symbols) % symbols) * symbols + c] += counts[i];
  singles[c] += counts[i];
  total += counts[i];
}
for (let a = 0; a < symbols; a++) {
  for (let b = 0; b < symbols; b++) {
    const at = (a * symbols + b) * symbols;
    let seen = 0;
    let before = 0;
    for (let c = 0; c < symbols; c++) {
      seen += counts[at + c];
      before += pairs[b * symbols + c];
    }
    for (let c = 0; c < symbols; c++) {
      const one = (singles[c] + 1) / (total + symbols);
      const two = (pairs[b * symbols + c] + 20 * one) / (before + 20);
      const three = (counts[at + c] + 20 * two) / (seen + 20);
      table[at + c] = Math.max(1, Math.min(255, Math.round(-Math.log2(three) * 16)));
    }
  }
}
const base64 = Buffer.from(table).toString("base64");
const lines = base64.match(/.{1,116}/g).map((line) => `  "${line}",`);
writeFileSync(
  new URL("../server/src/secrets/trigrams.ts", import.meta.url),
  `// Made by scripts/build-trigrams.mjs from ${files.size} distinct words; not to be edited.\n` +
    `// biome-ignore-all format: data\n` +
    `/** Surprise of a symbol after two others in sixteenths of a bit, 29³ bytes in base64; see surprise.ts. */\n` +
    `export const trigrams = [\n${lines.join("\n")}\n].join("");\n`,
);
console.log(`${files.size} words, ${base64.length} characters`);

function visit(folder) {
  for (const name of readdirSync(folder)) {
    if (bytes > limit) return;
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) continue;
    if (stat.isDirectory()) visit(path);
    else if (stat.size < 300_000 && !/\.min\.|lock|\.map$|\.tsbuildinfo$/.test(name)) read(path, name);
  }
}

function read(path, name) {
  const packed = name.endsWith(".gz");
  if (!packed && !kinds.has(extname(name)) && name !== "copyright") return;
  const text = packed ? gunzipSync(readFileSync(path)).toString("utf8") : readFileSync(path, "utf8");
  if (text.split("\n", 50).some((line) => line.length > 1500)) return;
  bytes += text.length;
  const words = new Set(text.match(/[A-Za-z_$][\w$.-]{2,40}/g) ?? []);
  for (const word of words) {
    // Long words without a vowel pattern or with many digits are identifiers of things, not words.
    if ((word.match(/\d/g) ?? []).length * 3 > word.length) continue;
    files.set(word, (files.get(word) ?? 0) + 1);
  }
}

/** The same steps as surprise.ts. */
function encode(word) {
  const out = [];
  let before = "";
  for (let i = 0; i < word.length; i++) {
    const char = word[i];
    const upper = char >= "A" && char <= "Z";
    if (/[A-Za-z]/.test(char)) {
      const lowerBefore = before >= "a" && before <= "z";
      const after = word[i + 1] ?? "";
      const acronymEnds = upper && before >= "A" && before <= "Z" && after >= "a" && after <= "z";
      if (upper && (lowerBefore || acronymEnds) && out.at(-1) !== 0) out.push(0);
      out.push(char.toLowerCase().charCodeAt(0) - 96);
    } else if (char >= "0" && char <= "9") out.push(27);
    else if (/[\s_.\-/:]/.test(char)) {
      if (out.length > 0 && out.at(-1) !== 0) out.push(0);
    } else out.push(28);
    before = char;
  }
  return out;
}
