import type { Document } from "../../document/document.js";
import { Node, textValue, type Value } from "../../document/node.js";
import { kindOf, manifestsOf } from "./pod.js";

/**
 * What a manifest admits from outside of the cluster: the ports of a `LoadBalancer` or `NodePort` service, from the
 * ranges it names or from everywhere. Ports are those that answer in the pod where the service tells them by number.
 */
export function kubernetesOpenings(document: Document): Node[] {
  return manifestsOf(document.root).flatMap((manifest) => {
    if (kindOf(manifest) !== "Service") return [];
    const spec = get(manifest, "spec");
    const type = spec && get(spec, "type")?.values[0];
    if (!spec || !type?.known || (type.text !== "LoadBalancer" && type.text !== "NodePort") || isInternal(manifest))
      return [];
    const ranges = get(spec, "loadBalancerSourceRanges")?.values;
    return (get(spec, "ports")?.children ?? []).flatMap((item) => opening(item, ranges));
  });
}

function opening(item: Node, ranges: readonly Value[] | undefined): Node[] {
  const port = get(item, "port")?.values[0];
  if (!port) return [];
  const target = get(item, "targetPort")?.values[0];
  const inside = target && /^\d+$/.test(target.text) ? target : port;
  const { range } = item;
  const part = (name: string, value: Value) => new Node({ kind: "entry", name, range: value.range, values: [value] });
  const protocol = get(item, "protocol")?.values[0];
  return [
    new Node({
      kind: "opening",
      name: "opening",
      range: port.range,
      values: ranges ?? [textValue("0.0.0.0/0", range)],
      parent: item,
      children: [
        part("ports", inside),
        part("published", port),
        part("protocol", protocol ? { ...protocol, text: protocol.text.toLowerCase() } : textValue("tcp", range)),
      ],
    }),
  ];
}

function get(node: Node, name: string): Node | undefined {
  return node.children.find((one) => one.name === name);
}

/** The clouds' annotations for load balancers that only the own network reaches. */
const internal =
  /(?:load-balancer-(?:internal|type|scheme)|internal-load-balancer|networking\.gke\.io\/load-balancer-type)$/;

function isInternal(manifest: Node): boolean {
  const metadata = get(manifest, "metadata");
  const annotations = metadata && get(metadata, "annotations");
  if (!annotations) return false;
  return (
    annotations.open ||
    annotations.children.some(
      (one) =>
        internal.test(one.name) && one.values.some((value) => /^(?:true|internal|0\.0\.0\.0\/0)$/i.test(value.text)),
    )
  );
}
