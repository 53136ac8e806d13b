import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { diskHost } from "../../server/src/disk.js";
import { type RuleSources, readRuleSources } from "../../server/src/project/rule-sources.js";
import { root, useSourceGrammars } from "../support.js";

interface Principle {
  principle: string;
  groups: { statements: Record<string, string> }[];
}

describe("the rule catalogue", () => {
  let sources: RuleSources;
  const statements = new Map<string, string>();
  before(async () => {
    useSourceGrammars();
    sources = await readRuleSources(diskHost(), join(root, "rules"));
    for (const { principle, groups } of parse(readFileSync(join(root, "rules/statements.yaml"), "utf8")) as Principle[])
      for (const group of groups) for (const id of Object.keys(group.statements)) statements.set(id, principle);
  });

  it("has no problem in any rule", () => {
    assert.deepEqual(
      sources.files.flatMap((file) => file.problems.map((problem) => `${file.path}: ${problem.message}`)),
      [],
    );
  });

  it("has each rule in the file of its name and the folder of a principle, answering known statements", () => {
    for (const { path, rule } of sources.files) {
      assert.equal(basename(path), `${rule?.id}.yaml`);
      assert.ok(rule!.statements.length > 0, path);
      for (const id of rule!.statements) assert.ok(statements.has(id), `${path}: ${id}`);
      assert.ok(new Set(statements.values()).has(basename(dirname(path))), path);
    }
  });

  it("has a bad example for every check and a good one for every format of a rule", () => {
    const missing: string[] = [];
    for (const { rule, docs } of sources.files) {
      const good = new Set<string>();
      rule!.checks.forEach((check, index) => {
        const examples = docs!.examples[index]!;
        if (!examples.some((example) => example.kind === "bad"))
          missing.push(`${rule!.id} ${check.key} check ${index + 1}: no bad example`);
        if (examples.some((example) => example.kind === "good")) good.add(check.key);
      });
      for (const key of new Set(rule!.checks.map((check) => check.key)))
        if (!good.has(key)) missing.push(`${rule!.id} ${key}: no good example`);
    }
    assert.deepEqual(missing, []);
  });

  it("has keywords for every check, but for those that look at whole small files", () => {
    const always = sources.files.flatMap(({ rule }) =>
      rule!.checks
        .filter((check) => check.keywords?.length === 0 || check.keywords === undefined)
        .map((check) => `${rule!.id} ${check.key}`),
    );
    // Absence can have no keyword. Each of these formats is small.
    for (const one of new Set(always))
      assert.match(one, / (dockerfile|nginx|compose|env|sudoers|hosts-access|versions)$/);
  });

  it("looks for words of three letters and more, but for these, which were weighed", () => {
    // A short word stands in nearly every file and opens the gate for it. Each of these is written so in what the rule
    // is about, and no longer word goes with it; where a file is a daemon's or a list of commands, most have it anyway.
    const weighed: Readonly<Record<string, readonly string[]>> = {
      // Names of accounts, of values and prefixes of tokens.
      "default-password": ["q~", "sk", "su", "sa", "so", "pw"],
      "hardcoded-credential": ["q~", "sk", "su", "sa", "so", "pw"],
      // Directives of nginx.
      "ip-based-trust": ["if"],
      "spoofable-client-address": ["if"],
      "symmetric-api-key": ["if"],
      "weak-origin-check": ["if"],
      // Programs.
      "no-authentication": ["sh", "py"],
      "user-credential-for-machine": ["@", "az"],
      "tls-verification-disabled": ["oc", "az"],
      // What rsyslog and LDIF write.
      "cleartext-protocol": ["@"],
      "logs-kept-in-account": [".*"],
      "starttls-optional": ["dn"],
    };
    const short = sources.files.flatMap(({ rule }) =>
      rule!.checks.flatMap((check) =>
        (check.keywords ?? [])
          .filter((word) => word.length < 3 && !weighed[rule!.id]?.includes(word))
          .map((word) => `${rule!.id} ${check.key}: ${word}`),
      ),
    );
    assert.deepEqual([...new Set(short)], []);
  });

  it("explains every rule", () => {
    for (const { rule, docs } of sources.files) {
      assert.ok(docs!.why.length > 40, `${rule!.id}: \`why\` is a sentence`);
      assert.ok(docs!.remedy.length > 15, `${rule!.id}: \`remedy\` is a sentence`);
    }
  });
});
