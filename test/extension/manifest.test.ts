import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listFiles, PackageManager } from "@vscode/vsce";
import { root } from "../support.js";

const text = (path: string): string => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(text("package.json"));
const { contributes } = manifest;
const strings = JSON.parse(text("package.nls.json")) as Record<string, string>;

/** The code of the extension's client. */
const client = readdirSync(join(root, "client/src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, code: text(join("client/src", name)) }));

/** What a contributed string says, in English. */
function say(value: string): string {
  return value.replace(/^%(.*)%$/, (_, key: string) => strings[key] ?? `no string ${key}`);
}

/** Every value below with a name that holds text for people, with its path. */
function* texts(value: unknown, path: string): Iterable<[path: string, text: string]> {
  if (Array.isArray(value))
    for (const [index, one] of value.entries()) {
      if (typeof one === "string" && /[eE]numDescriptions$/.test(path)) yield [`${path}[${index}]`, one];
      else yield* texts(one, `${path}[${index}]`);
    }
  else if (typeof value === "object" && value !== null)
    for (const [key, one] of Object.entries(value)) {
      const forPeople = /^(?:title|shortTitle|category|name|label|contents|description|markdownDescription)$/.test(key);
      if (typeof one === "string" && forPeople) yield [`${path}.${key}`, one];
      else yield* texts(one, `${path}.${key}`);
    }
}

describe("the extension's manifest", () => {
  it("takes every text for people from package.nls.json", () => {
    const used = new Set<string>();
    for (const [path, value] of [
      ...texts(contributes, "contributes"),
      ...texts(manifest.capabilities, "capabilities"),
      ["displayName", manifest.displayName] as const,
    ]) {
      const key = /^%([\w.-]+)%$/.exec(value)?.[1];
      assert.ok(key, `${path} is not translated: ${value}`);
      assert.ok(strings[key], `package.nls.json has no ${key}`);
      used.add(key);
    }
    for (const key of Object.keys(strings)) assert.ok(used.has(key), `nothing uses ${key}`);
  });

  it("has a walkthrough of four steps whose pictures and commands are there", () => {
    assert.equal(contributes.walkthroughs.length, 1);
    const { steps } = contributes.walkthroughs[0];
    assert.equal(steps.length, 4);
    for (const { media, description, completionEvents = [] } of steps) {
      assert.ok(existsSync(join(root, media.markdown)), media.markdown);
      for (const event of completionEvents) assertCommand(event.replace("onCommand:", ""));
      for (const [, command] of say(description).matchAll(/\]\(command:([^)?]+)/g)) assertCommand(command!);
      for (const [, title] of text(media.markdown).matchAll(/\*Tenet:\s([^*]+)\*/g))
        assert.ok(
          contributes.commands.some((one: { title: string }) => say(one.title) === title!.replace(/\s+/g, " ")),
          `no command is called ${title}`,
        );
      for (const [, setting] of text(media.markdown).matchAll(/"(tenet\.[\w.]+)"/g))
        assert.ok(contributes.configuration.properties[setting!], setting);
    }
  });

  it("names only commands that are there, and registers each", () => {
    for (const items of Object.values<{ command?: string; submenu?: string }[]>(contributes.menus))
      for (const { command, submenu } of items) {
        if (command) assertCommand(command);
        else
          assert.ok(
            contributes.submenus.some((one: { id: string }) => one.id === submenu),
            submenu,
          );
      }
    for (const { contents } of contributes.viewsWelcome)
      for (const [, command] of say(contents).matchAll(/\]\(command:([^)?]+)/g)) assertCommand(command!);
  });

  it("has few settings, each described and in the README", () => {
    const settings = Object.entries<{ markdownDescription?: string; enum?: string[]; enumDescriptions?: string[] }>(
      contributes.configuration.properties,
    );
    assert.ok(settings.length <= 10, `${settings.length} settings`);
    for (const [name, setting] of settings) {
      assert.ok(setting.markdownDescription, name);
      assert.ok(text("README.md").includes(`\`${name}\``), `the README does not tell of ${name}`);
    }
  });

  it("has an icon and a banner, and asks for no editor newer than July 2024", () => {
    const icon = readFileSync(join(root, manifest.icon));
    assert.equal(icon.toString("latin1", 1, 4), "PNG");
    assert.ok(icon.readUInt32BE(16) >= 128 && icon.readUInt32BE(16) === icon.readUInt32BE(20));
    assert.match(manifest.galleryBanner.color, /^#[0-9a-f]{6}$/);
    assert.match(manifest.galleryBanner.theme, /^(?:dark|light)$/);
    const [, minor] = /^\^1\.(\d+)\.0$/.exec(manifest.engines.vscode)!;
    assert.ok(Number(minor) <= 91);
    assert.equal(manifest.extensionDependencies, undefined);
    assert.equal(manifest.extensionPack, undefined);
  });

  function assertCommand(command: string): void {
    const builtIn = ["workbench.action.files.openFile", "workbench.action.files.openFolder"];
    assert.ok(
      builtIn.includes(command) || contributes.commands.some((one: { command: string }) => one.command === command),
      `no command ${command}`,
    );
  }
});

describe("the extension's client", () => {
  it("has every text in the bundle for translators", () => {
    const used: Record<string, string> = {};
    let calls = 0;
    for (const { name, code } of client) {
      calls += code.split("l10n.t(").length - 1;
      for (const [, literal] of code.matchAll(/l10n\.t\(\s*("(?:[^"\\]|\\.)*")/g)) {
        const message = JSON.parse(literal!) as string;
        used[message] = message;
        assert.ok(!/\$\{/.test(message), `${name}: ${message}`);
      }
      for (const [, call] of code.matchAll(/l10n\.t\(\s*([^"\s])/g))
        assert.fail(`${name}: l10n.t(${call} is no literal`);
    }
    assert.ok(calls > 10);
    const sorted = Object.fromEntries(Object.entries(used).sort(([a], [b]) => (a < b ? -1 : 1)));
    const bundle = "l10n/bundle.l10n.json";
    if (process.env.UPDATE) writeFileSync(join(root, bundle), `${JSON.stringify(sorted, null, 2)}\n`);
    assert.deepEqual(JSON.parse(text(bundle)), sorted, "UPDATE=1 writes the bundle");
    assert.equal(manifest.l10n, "./l10n");
  });

  it("shows no text that is not translated", () => {
    const places =
      /\b(?:prompt|placeHolder|title|label|detail|description|tooltip|accessibilityInformation|text|message)\s*[:=]\s*(["'`])((?:(?!\1).)*)\1/g;
    // Texts of numbers and signs alone read the same in every language.
    for (const { name, code } of client)
      for (const [found, , literal] of code.matchAll(places))
        assert.ok(!/[A-Za-z]{3}/.test(literal!.replace(/\$\{[^}]*\}|\$\([\w-]+\)/g, "")), `${name}: ${found}`);
  });

  it("never interrupts and never asks the network", () => {
    for (const { name, code } of client) {
      for (const word of ["showInformationMessage", "showWarningMessage", "showErrorMessage", "withScmProgress"])
        assert.ok(!code.includes(word), `${name}: ${word}`);
      for (const word of [
        /\bfetch\(/,
        /XMLHttpRequest/,
        /node:https?/,
        /node:net/,
        /WebSocket/,
        /openExternal/,
        /env\.createTelemetryLogger/,
      ])
        assert.doesNotMatch(code, word, name);
    }
  });
});

describe("the package", () => {
  it("holds what runs and nothing else", async function () {
    this.timeout(120_000);
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const expected = [
      /^(?:package\.json|package\.nls\.json|README\.md|LICENSE|images\/icon\.png)$/,
      /^l10n\/bundle\.l10n(?:\.[\w-]+)?\.json$/,
      /^docs\/walkthrough\/\w+\.md$/,
      /^dist\/(?:\w[\w.-]*\.(?:js|cjs|json|bin)|build-id|grammars\/[\w-]+\.wasm|syntaxes\/[\w.-]+\.json)$/,
    ];
    for (const file of files)
      assert.ok(
        expected.some((one) => one.test(file)),
        file,
      );
    for (const { path } of contributes.grammars) assert.ok(files.includes(path.slice(2)), path);
    for (const { configuration } of contributes.languages) assert.ok(files.includes(configuration.slice(2)));
    for (const entry of [manifest.main, manifest.browser, "package.nls.json", "l10n/bundle.l10n.json", "LICENSE"])
      assert.ok(files.includes(entry), entry);
    const size = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
    assert.ok(size < 24 * 1024 * 1024, `${size} bytes before compression`);
    for (const file of files.filter((one) => /\.c?js$/.test(one)))
      assert.ok(!text(file).includes("sourceMappingURL=data:"), file);
  });
});
