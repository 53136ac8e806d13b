import { readEnv } from "../../data/read-env.js";
import { Document, type Files, type Format } from "../../document/document.js";
import { lineEdits } from "../../document/line-edits.js";
import { Node, Unknown } from "../../document/node.js";
import { gitIgnored } from "./git-ignored.js";

/** Environment files (`.env`): one entry a variable; a value that names another variable is unknown. */
export const env: Format = {
  id: "env",
  groups: ["config", "text"],
  comment: { line: "#" },
  parse(path, text, files) {
    const { children, comments, problems } = readEnv(text);
    const source: Surroundings = { shared: () => isShared(path, files) };
    const root = new Node({ kind: "root", name: "", range: { start: 0, end: text.length }, children, source });
    return new Document({ path, text, format: env, root, comments, problems });
  },
  facts: [
    {
      signature: "Node.sharedByGit(): bool",
      description:
        "True when git takes the file along: no `.gitignore` leaves it out, and it is no example made to be shared. Undecided where no repository is to be seen.",
      example: "node.sharedByGit()",
      handler: (node: Node) => {
        let root = node;
        while (root.above) root = root.above;
        const shared = (root.source as Surroundings | undefined)?.shared();
        if (shared === undefined) throw new Unknown("whether git ignores the file");
        return shared;
      },
    },
  ],
  ...lineEdits,
};

/** What an environment file knows of the folder it stands in, asked for only when a rule wants it. */
interface Surroundings {
  readonly shared: () => boolean | undefined;
}

function isShared(path: string, files: Files): boolean | undefined {
  if (!/(?:^|\/)\.env(?:\.(?:local|production|prod|staging|development|dev))?$/.test(path)) return false;
  const ignored = gitIgnored(path, files);
  return ignored === undefined ? undefined : !ignored;
}
