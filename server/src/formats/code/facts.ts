import type { Fact } from "../../document/fact.js";
import { type Node, type Scalar, Unknown } from "../../document/node.js";
import { nameMatches } from "../../document/path.js";
import { type Branches, branchesOf } from "./branches.js";
import { changedObject } from "./changed-object.js";
import type { CodeSource } from "./code-tree.js";
import { givenTo } from "./given-to.js";
import { grants } from "./grants.js";
import { inTest } from "./in-test.js";
import { inTexts } from "./in-texts.js";
import { condition, isOnPurpose } from "./on-purpose.js";
import { reaches } from "./reaches.js";
import { resultOf } from "./result.js";
import type { Syntax } from "./syntax.js";

/** What rules can ask of code. */
export const codeFacts: readonly Fact[] = [
  {
    signature: "Node.callee(): string",
    description:
      "The name of the function that is called here, or around here for an argument; unknown outside of calls.",
    example: 'node.callee().endsWith("request")',
    handler: (node: Node) => {
      for (let up: Node | undefined = node; up; up = up.above) {
        if (up.kind === "call") return up.name;
        if (up.kind === "function" || up.kind === "class") break;
      }
      return "";
    },
  },
  {
    signature: "Node.argument(int): Node",
    description:
      "What is given at this position: of a call the argument, of an assignment or entry its value. No match when there is none.",
    example: 'node.argument(0).kind == "literal"',
    handler: (node: Node, index: bigint) => argument(node, Number(index)),
  },
  {
    signature: "Node.argumentCount(): int",
    description: "How many arguments a call is given by position, whatever they are; 0 for all else.",
    example: "node.argumentCount() == 1",
    handler: (node: Node) => {
      const { tree, syntax } = source(node);
      const form = tree.shape(syntax);
      return BigInt(form?.is === "call" ? form.args.filter((arg) => tree.shape(arg)?.is !== "entry").length : 0);
    },
  },
  {
    signature: "Node.symbol(): string",
    description:
      "The dotted name that a value is (a constant of a library); empty when it is no name. A variable given once is followed.",
    example: 'node.symbol().endsWith("CERT_NONE")',
    handler: (node: Node) => symbol(node),
  },
  {
    signature: "Node.symbols(): list<string>",
    description:
      "All dotted names that stand in the value, those of `a | b` and of lists too; without those after `~`.",
    example: 'node.symbols().exists(s, s.endsWith("Tls11"))',
    handler: (node: Node) => symbols(node),
  },
  {
    signature: "Node.options(): Node",
    description:
      "The object, array or hash of options that a call is given, a variable that holds one followed. Unknown when it is built elsewhere or changed later; no match when there is none.",
    example: 'node.options().get("secure") == false',
    handler: (node: Node) => options(node),
  },
  {
    signature: "Node.receiver(): Node",
    description:
      "What a method is called on or a field is set on; a variable that is given a value once stands for that value. No match when there is none.",
    example: 'node.receiver().code().contains("CLIENT_AUTH")',
    handler: (node: Node) => receiver(node),
  },
  {
    signature: "Node.givenTo(): list<Node>",
    description:
      "The calls that are handed the object that this is an entry of, or on whose variable this sets a field; variables, spreads and functions of this file are followed.",
    example: 'node.givenTo().exists(c, c.name.startsWith("requests."))',
    handler: (node: Node) => {
      const { tree, syntax } = source(node);
      return givenTo(tree, syntax).map((call) => tree.expression(call));
    },
  },
  {
    signature: "Node.origin(): Node",
    description: "The expression that gives this value: a variable that is given a value once is followed to it.",
    example: 'node.argument(0).origin().name == "smtplib.SMTP"',
    handler: (node: Node) => {
      const { tree, syntax } = source(node);
      return tree.expression(followed(tree, syntax));
    },
  },
  {
    signature: "Node.code(): string",
    description: "The text of the node as it stands in the file.",
    example: 'node.code().contains("server_side=True")',
    handler: (node: Node) => source(node).syntax.text,
  },
  {
    signature: "Node.condition(): string",
    description:
      "The conditions under which this place of its function is reached, as text, the inner first; empty when there are none.",
    example: '!node.condition().matches("(?i)insecure|verify")',
    handler: condition,
  },
  {
    signature: "Node.isOptional(): bool",
    description:
      "True where a setting that somebody makes on purpose (`insecure`, `verify`, `skip certificate`) leads to this place: a condition here, before it or at every call of the function names it.",
    example: "node.value == false && !node.isOptional()",
    handler: isOnPurpose,
  },
  {
    signature: "Node.function(): Node",
    description: "The function around the node; no match outside of functions.",
    example: 'node.function().name == "check_host"',
    handler: (node: Node) => enclosing(node),
  },
  {
    signature: "Node.calls(string): bool",
    description:
      "True when the function around the node (the whole file, outside of functions) also calls something of that name; a name that begins with a dot is a method of anything.",
    example: 'node.calls(".starttls")',
    handler: (node: Node, name: string) => calls(node, name),
  },
  {
    signature: "Node.reaches(string): bool",
    description:
      "True when the method is called on what this call makes: in the chain, on the variable or field it is given to, or in a function of this file that it is handed to. Unknown when it is handed to code elsewhere.",
    example: '!node.reaches("starttls")',
    handler: (node: Node, method: string) => {
      const { tree, syntax } = source(node);
      return reaches(tree, syntax, method);
    },
  },
  {
    signature: "Node.mentions(string): bool",
    description: "True when the word stands in the function around the node (in the file, outside of functions).",
    example: 'node.mentions("VerifyPeerCertificate")',
    handler: (node: Node, word: string) => words(node, word).length > 0,
  },
  {
    signature: "Node.inTexts(): list<Node>",
    description:
      "The names whose values become part of a text that is built here: interpolated, joined or formatted into it. A variable that holds a text is followed.",
    example: 'node.inTexts().exists(n, n.name.endsWith("password"))',
    handler: (node: Node) => {
      const { tree, syntax } = source(node);
      return inTexts(tree, syntax).map((found) => tree.expression(found));
    },
  },
  {
    signature: "Node.imports(string): bool",
    description: "True when the file imports that module, or something of it.",
    example: 'node.imports("requests")',
    handler: (node: Node, module: string) => imports(node, module),
  },
  {
    signature: "Node.result(): dyn",
    description:
      "What the function that this node is, or that is its value, returns whatever it is given: a constant, null when it does nothing. Unknown when it computes or may throw.",
    example: "node.result() == true",
    handler: (node: Node) => result(node),
  },
  {
    signature: "Node.comparedWith(): list<string>",
    description: "The texts of what this value is compared with, also through a variable.",
    example: 'node.comparedWith().exists(c, c.contains("127.0.0.1"))',
    handler: (node: Node) => {
      const { tree, syntax } = source(node);
      return grants(tree, syntax, "all").map((found) => found.operand.text);
    },
  },
  {
    signature: "Node.grants(): list<Node>",
    description:
      "The places where this value is compared with fixed or configured addresses and the outcome lets somebody in: continues to the handler, returns true from something that authorises, or denies all others.",
    example: "size(node.grants()) > 0",
    handler: (node: Node) => {
      const { tree, syntax } = source(node);
      return grants(tree, syntax, "allows").map((found) => tree.expression(found.condition));
    },
  },
  {
    signature: "Node.granted(): Node",
    description:
      "Where a comparison leads for what it names: the statement that goes on, or gives its outcome back. No match when there is none.",
    example: "gates[0].granted()",
    handler: (node: Node) => branch(node, "granted"),
  },
  {
    signature: "Node.refused(): Node",
    description: "Where a comparison leads for everybody else. No match when there is no such branch.",
    example: "gates[0].refused()",
    handler: (node: Node) => branch(node, "refused"),
  },
  {
    signature: "Node.guards(): string",
    description: 'What a comparison of this value controls: "allows" when it lets somebody in, "other" for all else.',
    example: 'node.guards() == "allows"',
    handler: (node: Node) => {
      const { tree, syntax } = source(node);
      return grants(tree, syntax, "allows").length > 0 ? "allows" : "other";
    },
  },
  {
    signature: "isLocalMail(string): bool",
    description: "True for this machine and for the catch-all mail servers of development (`localhost:25`, `mailhog`).",
    example: "!isLocalMail(node.argument(0).value)",
    handler: (host: string) =>
      /^(\w+:\/\/)?(.*@)?\[?(localhost|127\.\d|::1|0\.0\.0\.0|host\.docker\.internal|mail-?(hog|pit|dev|catcher|trap)|smtp4dev|inbucket|greenmail)/i.test(
        host,
      ) || /^(\w+:\/\/)?(.*@)?[\w.-]+\.(local|localhost|test|internal)(:|$|\/)/i.test(host),
  },
  {
    signature: "Node.inTest(): bool",
    description: "True in tests, examples and fixtures, told by the file's path.",
    example: "node.inTest()",
    handler: (node: Node) => inTest(source(node).tree.path),
  },
];

/** What a code node keeps. Throws for nodes of other formats. */
export function source(node: Node): CodeSource {
  const kept = node.source as Partial<CodeSource> | undefined;
  if (!kept?.tree || !kept.syntax) throw new RangeError("not a node of code");
  return kept as CodeSource;
}

function branch(node: Node, which: keyof Branches): Node {
  const { tree, syntax } = source(node);
  const found = branchesOf(tree, syntax)[which];
  if (!found) throw new RangeError(`nothing is ${which}`);
  return tree.expression(found);
}

function argument(node: Node, index: number): Node {
  const { tree, syntax } = source(node);
  const form = tree.shape(syntax);
  let found: Syntax | undefined;
  if (form?.is === "call") found = form.args.filter((arg) => tree.shape(arg)?.is !== "entry")[index];
  else if (form?.is === "assign" || form?.is === "entry") found = index === 0 ? form.value : undefined;
  else if (form?.is === "list") found = form.items[index];
  else if (form?.is === "binary") found = index === 0 ? form.left : form.right;
  if (!found) throw new RangeError(`no argument ${index}`);
  return tree.expression(found);
}

function options(node: Node): Node {
  const { tree, syntax } = source(node);
  const form = tree.shape(syntax);
  if (form?.is !== "call") throw new RangeError("not a call");
  let unknown: Syntax | undefined;
  for (const arg of form.args) {
    const inner = tree.bare(arg);
    const found = followed(tree, inner);
    if (tree.shape(found)?.is === "object") {
      if (found.id !== inner.id && isChanged(tree, inner)) {
        const changed = changedObject(tree, inner, found);
        if (!changed) throw new Unknown(inner.text);
        return changed;
      }
      return tree.expression(found);
    }
    if (tree.constant(inner) === undefined && tree.shape(inner)?.is !== "function") unknown ??= inner;
  }
  // Ruby's and Python's options stand in the call itself
  if (form.args.length === 0 || form.args.every((arg) => tree.shape(arg)?.is === "literal")) return node;
  if (unknown) throw new Unknown(unknown.text);
  throw new RangeError("no options");
}

/** True when a field of the variable is set somewhere, or the variable is handed on to be changed. */
function isChanged(tree: CodeSource["tree"], variable: Syntax): boolean {
  const name = variable.text.replace(/^\$/, "");
  for (const offset of tree.offsets(name)) {
    const behind = tree.text.slice(offset + name.length, offset + name.length + 200);
    if (/^\s*((\.|->)\s*\w+|\[[^\]\n]*\])+\s*=[^=]/.test(behind)) return true;
    if (/assign\(\s*$/.test(tree.text.slice(Math.max(0, offset - 10), offset))) return true;
  }
  return false;
}

/** The value of an assignment or entry, else the expression itself, variables that are given once followed. */
function valueSyntax(node: Node): CodeSource {
  const { tree, syntax } = source(node);
  const form = tree.shape(syntax);
  const value = form?.is === "assign" || form?.is === "entry" ? form.value : syntax;
  if (!value) throw new RangeError("no value");
  return { tree, syntax: tree.bare(value) };
}

function followed(tree: CodeSource["tree"], syntax: Syntax): Syntax {
  let at = tree.bare(syntax);
  for (let i = 0; i < 5; i++) {
    const next = tree.definition(at);
    if (!next) break;
    at = tree.bare(next);
  }
  return at;
}

function symbol(node: Node): string {
  const { tree, syntax } = valueSyntax(node);
  const at = followed(tree, syntax);
  const form = tree.shape(at);
  return form?.is === "name" || form?.is === "member" ? (tree.nameOf(at) ?? "") : "";
}

function symbols(node: Node): string[] {
  const { tree, syntax } = valueSyntax(node);
  const found: string[] = [];
  const pending = [syntax];
  for (let count = 0; pending.length > 0 && count < 500; count++) {
    const next = pending.pop()!;
    const at = followed(tree, next);
    const form = tree.shape(at);
    if (form?.is === "name" || form?.is === "member") found.push(tree.nameOf(at) ?? "");
    else if (form?.is === "list") pending.push(...form.items);
    else if (form?.is === "binary" && /^[|+]$/.test(form.operator)) pending.push(form.right, form.left);
    else if (form?.is === "choice")
      pending.push(...[form.whenFalse, form.whenTrue].filter((side) => side !== undefined));
  }
  return found.filter((name) => name !== "");
}

function receiver(node: Node): Node {
  const { tree, syntax } = source(node);
  const form = tree.shape(syntax);
  const named = form?.is === "call" ? (form.callee ?? form.object) : form?.is === "assign" ? form.target : syntax;
  let object = form?.is === "call" && form.object ? form.object : undefined;
  if (!object && named) {
    const inner = tree.shape(tree.bare(named));
    if (inner?.is === "member" || inner?.is === "index") object = inner.object;
  }
  if (!object) throw new RangeError("nothing it is called on");
  return tree.expression(followed(tree, object));
}

function enclosing(node: Node): Node {
  for (let up = node.above; up; up = up.above) if (up.kind === "function") return up;
  throw new RangeError("not inside a function");
}

function scope(node: Node): Node {
  for (let up = node.above; up; up = up.above) if (up.kind === "function" || up.above === undefined) return up;
  return node;
}

function words(node: Node, word: string): number[] {
  const { start, end } = scope(node).range;
  return [...source(node).tree.offsets(word, start, end)];
}

function calls(node: Node, name: string): boolean {
  const { tree } = source(node);
  const last = name.slice(name.lastIndexOf(".") + 1);
  return words(node, last).some((offset) => {
    const path = tree.pathTo(offset);
    for (let i = path.length - 1; i > Math.max(0, path.length - 6); i--) {
      const form = tree.shape(path[i]!);
      if (form?.is !== "call") continue;
      const called = tree.nameOf(path[i]!) ?? "";
      return nameMatches(called, name.startsWith(".") ? last : name);
    }
    // Ruby calls without arguments look like fields
    const form = tree.shape(path.at(-2)!);
    return form?.is === "member" && tree.language.id === "ruby" && form.name.startIndex === offset;
  });
}

function imports(node: Node, module: string): boolean {
  const { tree } = source(node);
  for (const origin of tree.aliases.values()) if (origin === module || origin.startsWith(`${module}.`)) return true;
  return imported(module).test(tree.text);
}

const importPatterns = new Map<string, RegExp>();
function imported(module: string): RegExp {
  let pattern = importPatterns.get(module);
  if (!pattern) {
    const name = module.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    pattern = new RegExp(
      `^[ \\t]*(import|from|use|using|require|require_once|include)\\b[^\\n]*\\b${name}\\b|require\\(\\s*["']${name}|from\\s+["']${name}|^\\s*(_|[\\w.]+)?\\s*"(?:[\\w./-]+/)?${name}"\\s*$`,
      "m",
    );
    importPatterns.set(module, pattern);
  }
  return pattern;
}

function result(node: Node): Scalar {
  const { tree, syntax } = valueSyntax(node);
  const found = resultOf(tree, followed(tree, syntax));
  if (found === undefined) throw new Unknown(syntax.text.slice(0, 80));
  return found;
}
