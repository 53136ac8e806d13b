import assert from "node:assert/strict";
import { diskHost } from "../../server/src/disk.js";
import type { Finding } from "../../server/src/lint/finding.js";
import { applySafely } from "../../server/src/lint/fix.js";
import { Project } from "../../server/src/project/project.js";

const conf = (lines: string[]) => `${lines.join("\n")}\n`;

describe("suppressions", () => {
  let project: Project;
  before(async () => {
    const host = { ...diskHost(), today: () => "2026-06-15" };
    project = await Project.open(host, { root: "/nowhere", noConfig: true });
  });

  async function findings(lines: string[], path = "/nowhere/nginx.conf"): Promise<readonly Finding[]> {
    return (await project.lintText(path, conf(lines))).findings;
  }
  const brief = (found: readonly Finding[]) => found.map((finding) => finding.id);
  const bad = "mail { server { listen 143; starttls on; } }";

  it("take a finding away on their line, on the next line and in the whole file", async () => {
    assert.deepEqual(brief(await findings([bad])), ["starttls-optional"]);
    assert.deepEqual(brief(await findings([`${bad} # tenet-ignore starttls-optional: test relay`])), []);
    assert.deepEqual(brief(await findings(["# tenet-ignore starttls-optional: test relay", bad])), []);
    assert.deepEqual(brief(await findings(["# tenet-ignore starttls-optional", "# another comment", "", bad])), []);
    assert.deepEqual(brief(await findings(["# tenet-ignore-file starttls-optional", "events {}", bad])), []);
  });

  it("reach no other line and no other rule", async () => {
    assert.deepEqual(brief(await findings(["# tenet-ignore starttls-optional", "events {}", bad])), [
      "unused-suppression",
      "starttls-optional",
    ]);
    assert.deepEqual(brief(await findings(["# tenet-ignore weak-tls", bad])), [
      "unused-suppression",
      "starttls-optional",
    ]);
    assert.deepEqual(brief(await findings([bad, "# tenet-ignore starttls-optional"])), [
      "starttls-optional",
      "unused-suppression",
    ]);
  });

  it("count as kept apart, not as gone", async () => {
    const result = await project.lintText("/nowhere/nginx.conf", conf([`${bad} # tenet-ignore starttls-optional`]));
    assert.deepEqual(brief(result.suppressed), ["starttls-optional"]);
  });

  it("end on their date, and say so", async () => {
    assert.deepEqual(
      brief(await findings([`${bad} # tenet-ignore starttls-optional until 2026-06-15: relay moves`])),
      [],
    );
    const found = await findings([`${bad} # tenet-ignore starttls-optional until 2026-06-14: relay moves`]);
    assert.deepEqual(brief(found), ["starttls-optional", "expired-suppression"]);
    assert.match(found[1]!.message, /2026-06-14/);
  });

  it("are told when they are misspelt, name no rule or no date", async () => {
    const misspelt = await findings(["# tenet-ignore starttls-optionl", bad]);
    assert.deepEqual(brief(misspelt), ["invalid-suppression", "starttls-optional"]);
    assert.match(misspelt[0]!.message, /did you mean "starttls-optional"/);
    assert.deepEqual(brief(await findings(["# tenet-ignore", bad])), ["invalid-suppression", "starttls-optional"]);
    assert.deepEqual(brief(await findings(["# tenet-ignore starttls-optional until someday: x", bad])), [
      "invalid-suppression",
      "starttls-optional",
    ]);
  });

  it("may name several rules, each counted by itself", async () => {
    const found = await findings(["# tenet-ignore starttls-optional, weak-tls: test relay", bad]);
    assert.deepEqual(brief(found), ["unused-suppression"]);
    assert.match(found[0]!.message, /weak-tls/);
  });

  it("that are unused can be removed by a fix, with their line", async () => {
    const text = conf(["events {}", "  # tenet-ignore starttls-optional", "http {}"]);
    const { findings: found } = await project.lintText("/nowhere/nginx.conf", text);
    const about = found.find((finding) => finding.id === "unused-suppression");
    assert.equal(applySafely(text, about!.fixes).text, conf(["events {}", "http {}"]));
  });

  it("are no suppressions outside comments", async () => {
    assert.deepEqual(
      brief(
        await findings([
          'mail { server { listen 143; server_name "# tenet-ignore starttls-optional"; starttls on; } }',
        ]),
      ),
      ["starttls-optional"],
    );
  });
});
