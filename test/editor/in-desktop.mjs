// Runs suites in a desktop VS Code by @vscode/test-electron.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quiet } from "./quiet.mjs";

/** Runs one kind in the VS Code at a path, or in a downloaded one. Gives what went wrong, if anything; the results tell the rest. */
export async function inDesktop({ root, scratch, kind, workspace, env }, executable) {
  const { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } = await import(
    "@vscode/test-electron"
  );
  try {
    const vscodeExecutablePath = executable ?? (await downloadAndUnzipVSCode());
    const data = ["--user-data-dir", join(scratch, "data"), "--extensions-dir", join(scratch, "extensions")];
    mkdirSync(join(scratch, "data/User"), { recursive: true });
    writeFileSync(join(scratch, "data/User/settings.json"), JSON.stringify(quiet));
    const empty = join(scratch, "empty");
    mkdirSync(empty);
    writeFileSync(
      join(empty, "package.json"),
      JSON.stringify({ name: "empty", publisher: "tenet", version: "0.0.1", engines: { vscode: "^1.91.0" } }),
    );
    if (kind.loads === "package") {
      const vsix = join(scratch, "tenet.vsix");
      execFileSync(process.execPath, [join(root, "scripts/package.mjs"), "--no-build", "--out", vsix]);
      const [cli, ...first] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath, {
        reuseMachineInstall: true,
      });
      execFileSync(cli, [...first, ...data, "--install-extension", vsix], { shell: process.platform === "win32" });
    }
    await runTests({
      vscodeExecutablePath,
      reuseMachineInstall: true,
      extensionDevelopmentPath: kind.loads === "package" ? empty : root,
      extensionTestsPath: join(root, ".tmp/editor-suites.cjs"),
      extensionTestsEnv: env,
      launchArgs: [join(workspace, kind.opens), ...data, ...(kind.loads === "package" ? [] : ["--disable-extensions"])],
    });
    return undefined;
  } catch (error) {
    return `no VS Code could be started or it ended badly: ${error?.message ?? error}`;
  }
}
