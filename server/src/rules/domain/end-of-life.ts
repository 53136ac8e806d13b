import type { Fact } from "../../document/fact.js";
import { table } from "../../document/tables.js";
import { parseImage, repositoryOf } from "../../text/image-reference.js";

/** A row of `rules/data/end-of-life.yaml`. */
interface Product {
  readonly id: string;
  readonly name: string;
  /** Repositories of images that carry the product's version in their tag; a name ending in `/` stands for all below it. */
  readonly images?: readonly string[];
  /** Release cycle → the last day with security updates. */
  readonly ends: Readonly<Record<string, string>>;
}

/** Facts about how long versions get security updates. */
export const endOfLifeFacts: readonly Fact[] = [
  {
    signature: "endOfLife(string, string): string",
    description:
      "The last day (YYYY-MM-DD) on which a version of a product gets security updates. Does not match for products and versions that the table does not know.",
    example: 'endOfLife("postgresql", "11.4") < today',
    handler: (product: string, version: string) => {
      const row = products().find((one) => one.id === product);
      if (!row) throw new RangeError(`the table has no ${product}`);
      return endOf(row, version).end;
    },
  },
  {
    signature: "imageEndOfLife(string): string",
    description: "The last day on which the product in an image gets security updates, by the image's name and tag.",
    example: 'imageEndOfLife("node:8-alpine") < today',
    handler: (image: string) => ofImage(image).end,
  },
  {
    signature: "imageProduct(string): string",
    description: "The product and version that an image is made of: `Node.js 8`.",
    example: 'imageProduct(node.text) == "Node.js 8"',
    handler: (image: string) => {
      const { row, cycle } = ofImage(image);
      return `${row.name} ${cycle}`;
    },
  },
];

function products(): readonly Product[] {
  return table<readonly Product[]>("end-of-life");
}

function ofImage(image: string): { row: Product; cycle: string; end: string } {
  const repository = repositoryOf(image).replace(
    /^(?:public\.ecr\.aws\/docker\/library|mirror\.gcr\.io\/library)\//,
    "",
  );
  const row = products().find((one) =>
    one.images?.some((name) => (name.endsWith("/") ? repository.startsWith(name) : repository === name)),
  );
  if (!row) throw new RangeError(`nothing is known of ${repository}`);
  return { row, ...endOf(row, parseImage(image).tag) };
}

/** The cycle that a version belongs to: the longest one that its text begins with. */
function endOf(row: Product, version: string): { cycle: string; end: string } {
  const [first] = version
    .toLowerCase()
    .replace(/^v(?=\d)/, "")
    .split(/[-_+\s]/, 1);
  for (let cycle = first!; cycle !== ""; cycle = cycle.slice(0, Math.max(0, cycle.lastIndexOf(".")))) {
    const end = Object.hasOwn(row.ends, cycle) ? row.ends[cycle] : undefined;
    if (end !== undefined) return { cycle, end };
  }
  throw new RangeError(`the table has no ${row.id} ${version}`);
}
