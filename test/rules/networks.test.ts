import assert from "node:assert/strict";
import { networkFacts } from "../../server/src/rules/domain/networks.js";
import { portFacts } from "../../server/src/rules/domain/ports.js";

function fact(name: string): (...args: unknown[]) => unknown {
  return [...networkFacts, ...portFacts].find((one) => one.signature.startsWith(`${name}(`))!.handler;
}

/** What each text is: anywhere, private, public, loopback, a single host. */
const addresses: [string, string][] = [
  ["0.0.0.0/0", "anywhere public"],
  ["1.2.3.4/0", "anywhere public"],
  ["::/0", "anywhere public"],
  ["0:0:0:0:0:0:0:0/0", "anywhere public"],
  ["0000::/00", "anywhere public"],
  ["*", "anywhere public"],
  ["Internet", "anywhere public"],
  ["10.0.0.0/8", "private"],
  ["10.1.2.3", "private host"],
  ["172.16.0.0/12", "private"],
  ["172.0.0.0/8", "public"],
  ["192.168.1.0/255.255.255.0", "private"],
  ["100.64.0.1/32", "private host"],
  ["fd00::/8", "private"],
  ["fe80::1%eth0", "private host"],
  ["::ffff:10.0.0.1", "private host"],
  ["127.0.0.1", "loopback host"],
  ["[::1]", "loopback host"],
  ["127.0.0.0/8", "loopback"],
  ["8.8.8.8", "public host"],
  ["2600::/16", "public"],
  ["2600::1/128", "public host"],
  ["203.0.113.7", "host"],
];

describe("networks", () => {
  for (const [text, words] of addresses) {
    it(text, () => {
      assert.equal(fact("isAnywhere")(text), words.includes("anywhere"), "anywhere");
      assert.equal(fact("isPrivate")(text), words.includes("private"), "private");
      assert.equal(fact("isPublic")(text), words.includes("public"), "public");
      assert.equal(fact("isLoopback")(text), words.includes("loopback"), "loopback");
      assert.equal(fact("isSingleHost")(text), words.includes("host"), "host");
    });
  }

  it("takes no text for an address that is none", () => {
    for (const text of [
      "",
      "10.0.0",
      "10.0.0.256",
      "10.0.0.0/33",
      "1:2:3",
      "::1::",
      "example.com",
      "sg-0123",
      "var.x/0",
      "a/0",
    ]) {
      assert.equal(fact("isAddress")(text), false, text);
      assert.equal(fact("isAnywhere")(text), false, text);
    }
  });

  it("compares and measures", () => {
    assert.equal(fact("covers")("10.0.0.0/8", "10.9.0.0/16"), true);
    assert.equal(fact("covers")("10.9.0.0/16", "10.0.0.0/8"), false);
    assert.equal(fact("covers")("0.0.0.0/0", "::/0"), false);
    assert.equal(fact("prefixLength")("192.168.0.0/255.255.0.0"), 16n);
    assert.equal(fact("hostCount")("10.0.0.0/24"), 256n);
    assert.equal(fact("hostCount")("::/0"), 1n << 62n);
  });

  it("reads ports", () => {
    assert.equal(fact("portIn")(22n, "20-25"), true);
    assert.equal(fact("portIn")(22n, "80, 8000:8010,22/tcp"), true);
    assert.equal(fact("portIn")(22n, "*"), true);
    assert.equal(fact("portIn")(22n, "220"), false);
    assert.equal(fact("portCount")("1-10,20"), 11n);
    assert.throws(() => fact("portIn")(22n, "ssh"), RangeError);
  });
});
