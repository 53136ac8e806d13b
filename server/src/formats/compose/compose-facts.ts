import type { Fact } from "../../document/fact.js";
import { type Node, Unknown } from "../../document/node.js";
import { entryCommandFacts } from "../entry-commands.js";
import { imageFacts } from "../image-facts.js";
import { remarkFact } from "../remark.js";
import { services } from "./compose-openings.js";
import { layersHave, layersOf, rootOf, serviceOf } from "./related-services.js";

/** What rules can ask of the nodes of a compose file. */
export const composeFacts: readonly Fact[] = [
  ...entryCommandFacts,
  ...imageFacts,
  remarkFact,
  {
    signature: "Node.service(): Node",
    description: "The service around the node; does not match outside of `services`.",
    example: 'node.service().name == "db"',
    handler: serviceOf,
  },
  {
    signature: "Node.sets(string): bool",
    description:
      "True when the service has the entry, itself, through `extends` or in the override file beside. Unknown when what it extends is not there.",
    example: '!node.sets("user")',
    handler: (node: Node, name: string) => layersHave(serviceOf(node), name),
  },
  {
    signature: "Node.serviceImage(): string",
    description:
      "The image of the service around the node, in whichever file it is named; empty when the service is only built. Unknown when a variable names it.",
    example: 'node.serviceImage().startsWith("redis")',
    handler: (node: Node) => {
      for (const layer of layersOf(serviceOf(node))) {
        const image = layer.children.find((child) => child.name === "image")?.values[0];
        if (image && !image.known) throw new Unknown(image.text);
        if (image) return image.text;
      }
      return "";
    },
  },
  {
    signature: "Node.variable(string): string",
    description:
      "The value of an environment variable of the service around the node, also from an `env_file` of the workspace; empty when it is not set. Unknown when it comes from outside or from a file that is not there.",
    example: 'node.variable("MYSQL_USER") == "root"',
    handler: (node: Node, name: string) => {
      const layers = layersOf(serviceOf(node));
      const environments = layers.flatMap((layer) => layer.children.filter((child) => child.name === "environment"));
      const value = environments.flatMap((one) => one.children).find((entry) => entry.name === name)?.values[0];
      if (value?.known) return value.text;
      if (value || layers.some((layer) => layer.open) || environments.some((one) => one.open)) throw new Unknown(name);
      return "";
    },
  },
  {
    signature: "Node.entryAround(): Node",
    description:
      "The environment variable of the file that a place found in its text stands in; does not match anywhere else.",
    example: 'node.entryAround().name == "POSTGRES_PASSWORD"',
    handler: (node: Node) => {
      for (const service of services(rootOf(node)))
        for (const entry of service.children.find((child) => child.name === "environment")?.children ?? []) {
          const value = entry.values[0];
          if (value && value.range.start <= node.range.start && node.range.end <= value.range.end) return entry;
        }
      throw new RangeError("not within the environment");
    },
  },
  {
    signature: "Node.onLoopback(): string",
    description:
      "An opening's item of `ports`, bound to this host alone: `127.0.0.1:5432:5432`. Does not match for the long form.",
    example: "node.onLoopback()",
    handler: (node: Node) => {
      if (node.above?.name !== "ports") throw new RangeError("no short form");
      const part = (name: string) => {
        const value = node.children.find((child) => child.name === name)?.values[0];
        if (!value?.known) throw new Unknown(value?.text ?? name);
        return value.text;
      };
      const [published, protocol] = [part("published"), part("protocol")];
      const host = published === "*" ? "" : published;
      return `127.0.0.1:${host}:${part("ports")}${protocol === "tcp" ? "" : `/${protocol}`}`;
    },
  },
  {
    signature: "Node.portItem(): Node",
    description: "The item of `ports` that an opening comes from when it has the long form; else it does not match.",
    example: 'node.portItem().has("host_ip")',
    handler: (node: Node) => {
      if (node.above?.name !== "-") throw new RangeError("no long form");
      return node.above;
    },
  },
];
