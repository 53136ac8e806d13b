import assert from "node:assert/strict";
import { cli, withFiles } from "../support.js";

/** The problems that a check of a folder tells. */
function problems(folder: string, ...args: string[]): string[] {
  const { out, err } = cli(folder, ["check", ".", "--all-rules", "--format", "json", ...args]);
  assert.ok(out.startsWith("{"), err);
  const report = JSON.parse(out) as { problems: { path: string; message: string }[] };
  return report.problems.map((one) => `${one.path}: ${one.message}`);
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe("who meets a bound is told", function () {
  this.timeout(60_000);

  it("of included files", () =>
    withFiles(
      {
        ...Object.fromEntries(numbers(20).map((n) => [`slapd/${n}.conf`, "include *.conf\n".repeat(2)])),
        "slapd/slapd.conf": "include *.conf\nsecurity ssf=128\ndatabase mdb\naccess to * by * read\n",
        ...Object.fromEntries(numbers(20).map((n) => [`nginx/${n}.conf`, "include *.conf;\n".repeat(2)])),
        "nginx/nginx.conf": "events {}\nhttp { include *.conf; server { listen 80; } }\n",
        ...Object.fromEntries(numbers(120).map((n) => [`deep/${n}/a/b/c/d/e/f/g/h/i`, ""])),
        "deep/nginx.conf": `events {}\nhttp { include ${"*/".repeat(60)}*.conf; server { listen 80; } }\n`,
      },
      (folder) => {
        const told = problems(folder).join("\n");
        assert.match(
          told,
          /slapd\/slapd\.conf: its includes bring in more than 500 files; what the others hold is not known/,
        );
        assert.match(told, /nginx\/nginx\.conf: more than 1000 includes stand for files/);
        assert.match(told, /deep\/nginx\.conf: the include ".*" would have more than 1000 folders listed/);
      },
    ));

  it("of called modules", () =>
    withFiles(
      {
        "main.tf": numbers(101)
          .map((n) => `module "m${n}" {\n  source = "./m0"\n  a = 1\n}\n`)
          .join(""),
        ...Object.fromEntries(
          numbers(9).map((n) => [
            `m${n}/main.tf`,
            `variable "a" {}\nmodule "n" {\n  source = "../m${n + 1}"\n  a = var.a\n}\nresource "aws_s3_bucket" "b" {\n  acl = var.a\n}\n`,
          ]),
        ),
      },
      (folder) => {
        const told = problems(folder).join("\n");
        assert.match(told, /^main\.tf: more than 100 modules are called/m);
        assert.match(told, /^m0\/main\.tf: modules call modules more than 5 deep/m);
      },
    ));
});
