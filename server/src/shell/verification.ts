import type { Node } from "../document/node.js";
import { argumentsOf } from "./shell-facts.js";

const lastCheck = new WeakMap<Node, number>();

const checksums: ReadonlySet<string> = new Set(
  "md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum shasum sha256 sha512 rhash cksum".split(" "),
);
const signatures: ReadonlySet<string> = new Set(["minisign", "signify", "slsa-verifier", "gpgv", "gpgv2", "sqv"]);

/** True when a command below `scope` that stands after `node` checks a checksum or a signature. */
export function verifiedAfter(scope: Node, node: Node): boolean {
  let last = lastCheck.get(scope);
  if (last === undefined) {
    last = -1;
    const pending: Node[] = [scope];
    while (pending.length > 0) {
      const one = pending.pop()!;
      if (one.kind === "command" && one.range.start > last && verifies(one)) last = one.range.start;
      for (const child of one.children) pending.push(child);
    }
    lastCheck.set(scope, last);
  }
  return last > node.range.start;
}

function verifies(node: Node): boolean {
  const { name } = node;
  // Printing a sum or comparing it by hand is a check too: it has no other use in a script.
  if (checksums.has(name) || signatures.has(name)) return true;
  const { options, operands } = argumentsOf(node);
  const has = (option: string): boolean => options.some((one) => one.name === option);
  const first = operands[0]?.text;
  if (/^gpg2?$/.test(name)) return has("verify") || operands.some((word) => word.text === "verify");
  if (name === "cosign") return first?.startsWith("verify") ?? false;
  if (name === "openssl") return first === "dgst" || first === "sha256" || first === "sha512";
  if (name === "gh") return first === "attestation";
  if (name === "rpm" || name === "rpmkeys") return has("checksig") || has("K");
  return name === "jarsigner" && has("verify");
}
