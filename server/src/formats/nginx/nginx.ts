import { Document, type Files, type Format } from "../../document/document.js";
import { rememberText } from "../remark.js";
import { Configuration } from "./configuration.js";
import { after, append, remove } from "./edits.js";
import { facts } from "./facts.js";
import { fileOf } from "./file-of.js";
import { hostGrades } from "./observatory/host-grades.js";
import { gradeLenses } from "./observatory/lenses.js";
import { partsOf } from "./parts.js";

/** nginx configuration: whole files, pieces that are included, and `nginx -T` dumps. */
export const nginx: Format = {
  id: "nginx",
  groups: ["config", "text"],
  comment: { line: "#" },
  parse(path: string, text: string, files: Files): Document {
    const { root, comments, problems } = new Configuration(path, text, files).read();
    rememberText(root, text);
    return new Document({ path, text, format: nginx, root, comments, problems });
  },
  facts,
  grades: (document, hosts) => hostGrades(fileOf(document.root).configuration, hosts),
  lenses: gradeLenses,
  parts: partsOf,
  append,
  after,
  remove,
};
