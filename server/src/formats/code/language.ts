import type { CommentStyle } from "../../document/document.js";
import { kotlinShapes } from "./kotlin-shapes.js";
import type { Shapes } from "./shape.js";

/** What tells one language from another besides its grammar. */
export interface Language {
  /** The format's id. */
  readonly id: string;
  readonly groups: readonly string[];
  /** The file that holds the grammar. */
  readonly grammar: string;
  readonly comment: CommentStyle;
  /** Named options are given as one object (JavaScript), array (PHP) or hash (Ruby), so that a variable may hold them. */
  readonly optionObjects: boolean;
  /** A bare name as the key of a dictionary is a variable, not the key itself. */
  readonly variableKeys: boolean;
  /** Types of syntax that mean something else than in other languages. */
  readonly shapes?: Shapes;
}

const slashes: CommentStyle = { line: "//" };
const hashes: CommentStyle = { line: "#" };
const groups = ["code", "text"];
const from = (name: string): string => `tree-sitter-${name}.wasm`;

/** Every language that is read through a grammar. */
export const languages = {
  javascript: {
    id: "javascript",
    groups,
    grammar: from("javascript"),
    comment: slashes,
    optionObjects: true,
    variableKeys: false,
  },
  typescript: {
    id: "typescript",
    groups: ["javascript", ...groups],
    grammar: from("typescript"),
    comment: slashes,
    optionObjects: true,
    variableKeys: false,
  },
  tsx: {
    id: "tsx",
    groups: ["javascript", ...groups],
    grammar: from("tsx"),
    comment: slashes,
    optionObjects: true,
    variableKeys: false,
  },
  html: {
    id: "html",
    groups: ["javascript", ...groups],
    grammar: from("javascript"),
    comment: { ...slashes, block: ["<!--", "-->"] },
    optionObjects: true,
    variableKeys: false,
  },
  python: { id: "python", groups, grammar: from("python"), comment: hashes, optionObjects: false, variableKeys: true },
  go: { id: "go", groups, grammar: from("go"), comment: slashes, optionObjects: false, variableKeys: false },
  java: {
    id: "java",
    groups: ["jvm", ...groups],
    grammar: from("java"),
    comment: slashes,
    optionObjects: false,
    variableKeys: false,
  },
  kotlin: {
    id: "kotlin",
    groups: ["jvm", ...groups],
    grammar: from("kotlin"),
    comment: slashes,
    optionObjects: false,
    variableKeys: false,
    shapes: kotlinShapes,
  },
  ruby: { id: "ruby", groups, grammar: from("ruby"), comment: hashes, optionObjects: true, variableKeys: true },
  php: { id: "php", groups, grammar: from("php"), comment: slashes, optionObjects: true, variableKeys: false },
  csharp: {
    id: "csharp",
    groups,
    grammar: from("c-sharp"),
    comment: slashes,
    optionObjects: false,
    variableKeys: false,
  },
} as const satisfies Record<string, Language>;
