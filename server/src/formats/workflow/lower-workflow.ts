import { Node, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import { remake, shellEntry } from "../entry-commands.js";

/** What a job runs: `run` of a step, `script` and its kin of GitLab. */
const scripts: ReadonlySet<string> = new Set(["run", "script", "before_script", "after_script"]);
const expression = /\$\{\{[\s\S]{0,1000}?\}\}/g;
const unix = /^(?:ba|da|z|k)?sh\b/;

/**
 * The tree of a pipeline: what the file says, with the commands of each script below it, and each image of GitLab's
 * list of `services` as an entry `image`, as it is written everywhere else.
 */
export function lowerWorkflow(source: string, nodes: readonly Node[]): { nodes: Node[]; comments: Range[] } {
  const comments: Range[] = [];
  return { nodes: nodes.map((node) => lower(node, undefined)), comments };

  function lower(node: Node, shell: string | undefined): Node {
    const inner = shellWithin(node) ?? shell;
    const children = node.children.map((child) => lower(child, inner));
    if (scripts.has(node.name) && (inner === undefined || unix.test(inner))) {
      for (const value of node.values) children.push(...commands(value));
    }
    if (node.name === "services") children.push(...node.values.map(image));
    return remake(node, node.values, children);
  }

  function commands(value: Value): readonly Node[] {
    // An expression is filled in before any shell reads the text; a variable stands in for it.
    const shown = value.text.replace(expression, (all) => `\${${"_".repeat(all.length - 3)}}`);
    const { nodes: found, script } = shellEntry(source, value, shown);
    for (const { start, end } of script.comments) comments.push(script.source.range(start, end));
    return found;
  }
}

function image(value: Value): Node {
  return new Node({ kind: "entry", name: "image", range: value.range, values: [value] });
}

/** The shell that a step, a job or the workflow names; on Windows another one than on Unix is the default. */
function shellWithin(node: Node): string | undefined {
  const of = (parent: Node | undefined, name: string) => parent?.children.find((child) => child.name === name);
  const named = of(node, "shell") ?? of(of(of(node, "defaults"), "run"), "shell");
  if (named?.values[0]) return named.values[0].text;
  return of(node, "runs-on")?.values.some((value) => value.text.includes("windows")) ? "pwsh" : undefined;
}
