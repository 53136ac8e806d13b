import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";

/** One opening: sources, ports and protocol of a rule that admits traffic; `rule` is the node it comes from. */
export function makeOpening(
  rule: Node,
  sources: readonly Value[],
  ports: Value,
  protocol: Value | undefined,
  range: Range,
): Node {
  // A module's own sources have no place in the file that gives it the ports.
  const place = [range, ports.range, protocol?.range].find((one) => one && one.start >= 0) ?? range;
  const part = (name: string, value: Value) =>
    new Node({ kind: "attribute", name, range: value.range, values: [value] });
  return new Node({
    kind: "opening",
    name: "opening",
    range: place,
    values: sources,
    parent: rule,
    children: [part("ports", ports), part("protocol", protocol ?? textValue("tcp", range))],
  });
}

const allProtocols = new Set(["-1", "all"]);

/** The ports between two values; every port where the protocol is every one. */
export function portsOf(from: Value | undefined, to: Value | undefined, protocol: Value | undefined): Value {
  const range = from?.range ?? to?.range ?? protocol?.range ?? { start: 0, end: 0 };
  if (protocol?.known && allProtocols.has(protocol.text.toLowerCase())) return textValue("*", range);
  if (!from && !to) return protocol ? textValue("*", range) : unknownValue("…", range);
  if ((from && !from.known) || (to && !to.known)) return unknownValue("…", range);
  const [low, high] = [Number(from?.text ?? to?.text), Number(to?.text ?? from?.text)];
  if (!(low >= 0 && high >= 0)) return textValue("*", range);
  return textValue(low === high ? String(low) : `${low}-${high}`, range);
}
