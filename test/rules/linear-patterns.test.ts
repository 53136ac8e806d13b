import assert from "node:assert/strict";
import { analyse } from "scslre";
import { diskHost } from "../../server/src/disk.js";
import { parseExpression } from "../../server/src/rules/expression/parse.js";

/** Every pattern of the built-in rules, with where it stands. */
async function patterns(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const { rules } = await diskHost().builtin();
  for (const rule of rules)
    for (const check of rule.checks) {
      if (check.pattern !== undefined) found.set(check.pattern, `${rule.id}, pattern`);
      for (const text of texts(check)) {
        let tree: unknown;
        try {
          tree = parseExpression(text);
        } catch {
          continue;
        }
        for (const pattern of matched(tree)) found.set(pattern, `${rule.id}, matches`);
      }
    }
  return found;
}

/** Every text that stands somewhere in a check: expressions, and between braces those of messages. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value, ...[...value.matchAll(/\{([^{}]*)\}/g)].map((one) => one[1]!)];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(texts);
}

/** The patterns that an expression hands to `matches`. */
function matched(tree: unknown): string[] {
  if (tree === null || typeof tree !== "object") return [];
  const { kind, name, args } = tree as { kind?: string; name?: string; args?: { kind: string; value?: unknown }[] };
  const own = kind === "call" && name === "matches" ? args?.[0] : undefined;
  const inner = Object.values(tree).flatMap(matched);
  return own?.kind === "value" && typeof own.value === "string" ? [own.value, ...inner] : inner;
}

/** What scslre finds in a pattern that backtracking makes slow: a repetition that can be split in several ways. */
function slow(source: string): string[] {
  const [, flags = "", body = ""] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(source) ?? [];
  const { reports } = analyse({ source: body.replaceAll("(?P<", "(?<"), flags }, { reportTypes: { Move: false } });
  return reports.map((one) => `${one.exponential ? "exponential" : "polynomial"} in ${one.character.pick}`);
}

describe("the native patterns of the built-in rules", function () {
  this.timeout(120_000);

  it("cannot be split in several ways: no text makes them try again and again", async () => {
    const all = await patterns();
    assert.ok(all.size > 100, `${all.size}`);
    const wrong = [...all].flatMap(([source, where]) => slow(source).map((what) => `${where}: ${source}: ${what}`));
    assert.deepEqual(wrong, []);
  });

  it("the checker sees what it is there for", () => {
    assert.match(slow("^(a+)+$").join(), /exponential/);
    assert.match(slow("(?i)^(?:[\\w,]+,)*x").join(), /exponential|polynomial/);
    assert.match(slow("^\\s*a?\\s*$").join(), /polynomial/);
    assert.deepEqual(slow("^[a-z]+:[0-9]+$"), []);
  });
});
