// Finds or installs Microsoft's SARIF Multitool, which tests ask what it thinks of tenet's reports. It is as large as all
// other packages together, so that it stands in the user's cache and not among the dependencies.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const name = "@microsoft/sarif-multitool-linux";
const version = "5.7.0";

/** The path of the program; undefined, after saying why, where it cannot be had. */
export function sarifMultitool(say = (line) => process.stdout.write(`${line}\n`)) {
  if (process.platform !== "linux" || process.arch !== "x64") {
    say("    the SARIF Multitool is set up on Linux on x64 only: the report was not shown to it");
    return undefined;
  }
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "tenet", `sarif-multitool-${version}`);
  const program = join(cache, "node_modules", name, "Sarif.Multitool");
  if (!existsSync(program)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, "package.json"), JSON.stringify({ private: true, dependencies: { [name]: version } }));
    try {
      const options = ["--ignore-scripts", "--no-audit", "--no-fund"];
      execFileSync("npm", ["install", ...options], { cwd: cache, stdio: ["ignore", "ignore", "pipe"] });
    } catch (error) {
      say(
        `    the SARIF Multitool could not be installed: ${
          String(error.stderr ?? error.message)
            .trim()
            .split("\n")[0]
        }`,
      );
      return undefined;
    }
  }
  chmodSync(program, 0o755);
  return program;
}
