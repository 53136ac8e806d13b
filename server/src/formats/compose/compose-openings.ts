import type { Document } from "../../document/document.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";

/**
 * What the services publish: an opening for each item of `ports`, its sources everybody, or the loopback address
 * where the port is bound to it. `ports` are those within the container, which say what answers there; `published`
 * are those of the host.
 */
export function composeOpenings(document: Document): Node[] {
  return services(document.root).flatMap((service) =>
    service.children
      .filter((child) => child.name === "ports")
      .flatMap((ports) => [
        ...ports.values.flatMap((value) => shortForm(ports, value)),
        ...ports.children.filter((item) => item.name === "-").flatMap(longForm),
      ]),
  );
}

/** The services of a compose file; those of the first version of the format stand at the top. */
export function services(root: Node): readonly Node[] {
  return root.children.filter((child) => child.name === "services").flatMap((child) => child.children);
}

const short =
  /^(?:(\[[0-9a-fA-F:]*\]|[^\s:[\]]*):)?(?:(\d{1,5}(?:-\d{1,5})?)?:)?(\d{1,5}(?:-\d{1,5})?)(?:\/(tcp|udp|sctp))?$/;

function shortForm(ports: Node, value: Value): Node[] {
  const { range } = value;
  if (!value.known) {
    // The address may be fixed where a port is not, and the other way round.
    const target = /:(\d{1,5})(?:\/(tcp|udp))?$/.exec(value.text);
    const loopback = /^(?:127\.|localhost:|\[::1\])/.test(value.text);
    const bare = /^\$\{?\w+(?:[^{}]*\})?:\d+(?:\/\w+)?$/.test(value.text);
    return [
      opening(ports, range, {
        source: loopback ? textValue("127.0.0.1/32", range) : bare ? everybody(range) : unknownValue(value.text, range),
        target: target ? textValue(target[1]!, range) : unknownValue(value.text, range),
        published: unknownValue(value.text, range),
        protocol: textValue(target?.[2] ?? "tcp", range),
      }),
    ];
  }
  const match = short.exec(value.text);
  if (!match) return [];
  let [, host, published, target, protocol] = match;
  // `8080:80` has no address; the pattern took its first port for one.
  if (host !== undefined && published === undefined && /^\d{1,5}(?:-\d{1,5})?$/.test(host)) {
    published = host;
    host = undefined;
  }
  return [
    opening(ports, range, {
      source: sourceOf(host, range),
      target: textValue(target!, range),
      published: textValue(published ?? "*", range),
      protocol: textValue(protocol ?? "tcp", range),
    }),
  ];
}

function longForm(item: Node): Node[] {
  const get = (name: string) => item.children.find((child) => child.name === name)?.values[0];
  const target = get("target");
  if (!target) return [];
  const host = get("host_ip");
  return [
    opening(item, item.range, {
      source: host && !host.known ? host : sourceOf(host?.text, item.range),
      target,
      published: get("published") ?? textValue("*", item.range),
      protocol: get("protocol") ?? textValue("tcp", item.range),
    }),
  ];
}

function everybody(range: Value["range"]): Value {
  return textValue("0.0.0.0/0", range);
}

/** Who reaches a port bound to an address: everybody, this host alone, or the network that the address is in. */
function sourceOf(host: string | undefined, range: Value["range"]): Value {
  const plain = host?.replace(/^\[|\]$/g, "") ?? "";
  if (["", "0.0.0.0", "::", "0", "*"].includes(plain)) return everybody(range);
  if (/^127\.|^(?:localhost|::1)$/.test(plain)) return textValue("127.0.0.1/32", range);
  return unknownValue(plain, range);
}

function opening(
  parent: Node,
  range: Value["range"],
  parts: { source: Value; target: Value; published: Value; protocol: Value },
): Node {
  const part = (name: string, value: Value) => new Node({ kind: "entry", name, range: value.range, values: [value] });
  return new Node({
    kind: "opening",
    name: "opening",
    range,
    values: [parts.source],
    parent,
    children: [part("ports", parts.target), part("published", parts.published), part("protocol", parts.protocol)],
  });
}
