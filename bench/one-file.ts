import { join } from "node:path";
import { inTurn, type Row, ratio } from "./measure.js";
import { bareNode, check, cli, root, runProcess } from "./processes.js";

const configuration = { target: 1.4, ceiling: 1.7 };
const code = { target: 2.4, ceiling: 3.5 };

/** One file, from the start of the process to its end, to a Node that does nothing. */
export async function oneFile(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, path, budget] of [
    ["one Dockerfile", "Dockerfile", configuration],
    ["one nginx file", "nginx/nginx.conf", configuration],
    ["one code file with a rule's word", "api/server.js", code],
  ] as const) {
    const file = join(root, "examples", path);
    const { ours, node, version } = await inTurn(15, {
      ours: () => check([file, "--no-config"]),
      node: bareNode,
      version: () => runProcess(process.execPath, [cli, "--version"]),
    });
    const floor = (version.median / node.median).toFixed(2);
    rows.push(ratio(`${name}, whole process`, ours, node, `of bare node; \`tenet --version\` is ${floor} ×`, budget));
  }
  return rows;
}
