import { confidences, severities, tags } from "./rule.js";
import type { Shape } from "./shape.js";

const text = (about: string): Shape => ({ type: "text", about });

const edit: Readonly<Record<string, Shape>> = {
  replace: text(
    "the part whose text is replaced: node, head, name, value, args, args[N], or PART of a CEL expression that gives a node",
  ),
  with: text("the new text, or the text put before a prefix; CEL in braces"),
  delete: text("the part that is taken away"),
  append: text("text that becomes the last child of the node named by `to`"),
  to: text("CEL expression that gives the node to append to; the node itself when absent"),
  after: text("CEL expression that gives the node after which `insert` is put"),
  insert: text("text that becomes a sibling after the node named by `after`"),
  prefix: text("the part before which `with` is put"),
};

const fix: Shape = {
  type: "object",
  about: "a change that takes the finding away",
  keys: {
    title: text("what the change does, as an order: Require STARTTLS"),
    safe: {
      type: "flag",
      about: "true when the change keeps what the file does for its honest users; `fix` applies only safe ones",
    },
    edits: {
      type: "list",
      about: "several edits that belong together",
      of: { type: "object", about: "one edit", keys: edit },
    },
    line: text(
      "a line that the file named by `in` gets too, where it has none for that setting; CEL in braces, empty for none",
    ),
    in: text(
      "the name of that file, in the document's folder or above: `.env.example`, or another `.example`, `.sample`, `.template` or `.dist`",
    ),
    ...edit,
  },
  required: ["title"],
  exactlyOne: ["replace", "delete", "append", "insert", "prefix", "edits"],
};

const example: Shape = {
  type: "object",
  about: "an example: a text that is wrong (with carets) or right",
  keys: {
    bad: text("a text in which the check finds exactly what the lines of carets underline"),
    good: text("a text in which the rule finds nothing"),
    fixed: text("the bad text after its fixes"),
    path: text("the file's name, where the format needs it"),
    files: { type: "map", about: "further files by name", of: text("the file's text") },
    options: {
      type: "map",
      about: "what the rule's options are set to",
      of: { type: "value", about: "a text, a number, true or false, or a list of texts" },
    },
    defaults: { type: "map", about: "versions of programs, as tenet.yaml may say them", of: text("a version: 1.24.0") },
  },
  exactlyOne: ["bad", "good"],
};

const check: Shape = {
  type: "object",
  about: "one check: where to look and what must hold for it to be wrong",
  keys: {
    on: {
      type: "list",
      orOne: true,
      about: "paths of node names at which the check looks",
      of: text("a path: server/location/allow, * for one level, ** for any number"),
    },
    query: text("a tree-sitter query (code)"),
    pattern: text("a regular expression in RE2 syntax over the text"),
    find: text("the name of a finder that yields the places"),
    where: text("CEL expression that is true where the check has found something"),
    let: { type: "map", about: "names for expressions used below", of: text("a CEL expression") },
    message: text("what is wrong here, naming the value; CEL in braces"),
    at: text("the part that is underlined: node, head, name, value, args, args[N], or PART of a CEL expression"),
    severity: { type: "text", about: "how bad it is, when it differs from the rule", oneOf: severities },
    confidence: { type: "text", about: "how sure it is, when it differs from the rule", oneOf: confidences },
    tag: {
      type: "text",
      about: "what the underlined text is: deprecated (editors strike it through) or unnecessary (they fade it)",
      oneOf: tags,
    },
    related: {
      type: "list",
      about: "other places that make it wrong",
      of: {
        type: "object",
        about: "another place",
        keys: {
          node: text("CEL expression that gives a node or a list of nodes"),
          message: text("what that place does; CEL in braces"),
        },
        required: ["node", "message"],
      },
    },
    fix,
    fixes: { type: "list", about: "several fixes to choose from", of: fix },
    keywords: {
      type: "list",
      orOne: true,
      about: "words of which one must stand in a file for the check to match",
      of: text("a word"),
    },
    always: { type: "flag", about: "true when the check must look at every file of its format" },
    examples: { type: "list", about: "examples that `tenet test` runs", of: example },
  },
  required: ["message"],
  exactlyOne: ["on", "query", "pattern", "find"],
};

/** The shape of a rule file. `formatKeys` are the ids and groups that may stand under `checks:`. */
export function ruleShape(formatKeys: readonly string[]): Shape {
  return {
    type: "object",
    about: "a rule: an idea and its checks by format",
    keys: {
      id: {
        type: "text",
        about: "the rule's id: small letters, digits and dashes",
        pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
      },
      aliases: { type: "list", about: "ids the rule had before", of: text("an id") },
      supersedes: {
        type: "list",
        about: "rules whose findings give way where they overlap one of this rule, because it says more",
        of: text("an id"),
      },
      title: text("the rule in one line"),
      statement: {
        type: "list",
        orOne: true,
        about: "the statements of the principles that the rule answers",
        of: text("a statement's id: encryption-2"),
      },
      severity: {
        type: "text",
        about: "how bad a finding is; off runs only when asked for",
        oneOf: [...severities, "off"],
      },
      confidence: { type: "text", about: "how sure a finding is", oneOf: confidences },
      why: text("why it matters, for people"),
      remedy: text("what to do instead"),
      references: { type: "list", about: "standards, manuals, weakness ids", of: text("a reference") },
      options: {
        type: "map",
        about: "what teams may set; expressions ask `option.NAME`",
        of: {
          type: "object",
          about: "an option",
          keys: {
            about: text("what it is for"),
            default: {
              type: "value",
              about: "what it is when nobody sets it: a text, a number, true or false, a list of texts",
            },
            oneOf: { type: "list", about: "the texts it can be, or that its list can hold", of: text("a text") },
          },
          required: ["about", "default"],
        },
      },
      checks: {
        type: "map",
        about: "the checks, by format or group of formats",
        keys: formatKeys,
        of: { type: "list", about: "the checks for this format", of: check },
      },
    },
    required: ["id", "title", "severity", "why", "remedy", "checks"],
  };
}
