import type { CodeTree } from "./code-tree.js";
import { field, part, parts, type Syntax } from "./syntax.js";

const words = ["import", "require", "use", "using"];
const statements =
  /^(import|import_statement|import_from_statement|import_spec|import_declaration|using_directive|namespace_use_declaration|variable_declarator)$/;

/** Reads a file's imports: local name → name where it comes from (`s` → `ssl`, `ct` → `nodemailer.createTransport`). */
export function readAliases(tree: CodeTree): Map<string, string> {
  const aliases = new Map<string, string>();
  const seen = new Set<number>();
  for (const word of words) {
    for (const offset of tree.offsets(word)) {
      const statement = tree
        .pathTo(offset)
        .find((syntax) => statements.test(syntax.type) || syntax.type === "import_spec_list");
      if (!statement || seen.has(statement.id)) {
        if (word !== "import") continue;
      } else {
        seen.add(statement.id);
        read(statement, aliases);
      }
      // Go's list of imports hangs below its keyword
      const list = tree.pathTo(offset).find((syntax) => syntax.type === "import_declaration");
      const specs = list && (part(list, "import_spec_list") ?? list);
      for (const spec of parts(specs)) if (spec.type === "import_spec") read(spec, aliases);
    }
  }
  for (const [local, name] of aliases) if (local === name || !local) aliases.delete(local);
  return aliases;
}

function read(statement: Syntax, aliases: Map<string, string>): void {
  switch (statement.type) {
    case "import": {
      const [name, alias] = parts(statement);
      if (name && alias) aliases.set(alias.text, name.text);
      return;
    }
    case "import_statement":
      if (field(statement, "source")) readModule(statement, aliases);
      else readNames(statement, "", aliases);
      return;
    case "import_from_statement": {
      const from = field(statement, "module_name")?.text ?? "";
      readNames(statement, from.startsWith(".") ? from.replace(/^\.+/, "") : from, aliases);
      return;
    }
    case "import_spec": {
      const path = field(statement, "path")?.text.slice(1, -1) ?? "";
      const name = field(statement, "name")?.text;
      if (name && name !== "_" && name !== ".")
        aliases.set(
          name,
          path
            .replace(/\/v\d+$/, "")
            .split("/")
            .at(-1)!,
        );
      return;
    }
    case "using_directive": {
      const alias = field(statement, "name")?.text;
      const target = parts(statement).at(-1);
      if (alias && target && target.text !== alias) aliases.set(alias, target.text);
      return;
    }
    case "namespace_use_declaration":
      for (const clause of parts(statement)) {
        const alias = field(clause, "alias")?.text;
        const target = parts(clause)[0]?.text.replaceAll("\\", ".");
        if (alias && target) aliases.set(alias, target);
      }
      return;
    case "variable_declarator":
      readRequire(statement, aliases);
  }
}

/** `import a, { b as c } from "m"` and `import * as a from "m"`. */
function readModule(statement: Syntax, aliases: Map<string, string>): void {
  const module = moduleName(field(statement, "source"));
  const clause = part(statement, "import_clause");
  if (module === undefined) return;
  for (const item of parts(clause)) {
    if (item.type === "identifier") aliases.set(item.text, module);
    else if (item.type === "namespace_import") aliases.set(parts(item)[0]?.text ?? "", module);
    else
      for (const specifier of parts(item)) {
        const name = field(specifier, "name")?.text ?? "";
        aliases.set(field(specifier, "alias")?.text ?? name, `${module}.${name}`);
      }
  }
}

/** Python's `import a.b as c` and `from m import a as b`. */
function readNames(statement: Syntax, from: string, aliases: Map<string, string>): void {
  for (const item of statement.childrenForFieldName("name")) {
    if (!item) continue;
    const name = item.type === "aliased_import" ? (field(item, "name")?.text ?? "") : item.text;
    const local = item.type === "aliased_import" ? (field(item, "alias")?.text ?? "") : name;
    if (from) aliases.set(local, `${from}.${name}`);
    else if (local !== name) aliases.set(local, name);
  }
}

/** `const a = require("m")`, `const { a: b } = require("m")`, `const a = require("m").b`. */
function readRequire(declarator: Syntax, aliases: Map<string, string>): void {
  const target = field(declarator, "name");
  let value = field(declarator, "value");
  let rest = "";
  if (value?.type === "member_expression") {
    rest = `.${field(value, "property")?.text ?? ""}`;
    value = field(value, "object");
  }
  if (value?.type !== "call_expression" || field(value, "function")?.text !== "require") return;
  const module = moduleName(parts(field(value, "arguments"))[0]);
  if (module === undefined || !target) return;
  if (target.type === "identifier") aliases.set(target.text, module + rest);
  if (target.type !== "object_pattern") return;
  for (const item of parts(target)) {
    if (item.type === "shorthand_property_identifier_pattern") aliases.set(item.text, `${module}${rest}.${item.text}`);
    else if (item.type === "pair_pattern")
      aliases.set(field(item, "value")?.text ?? "", `${module}${rest}.${field(item, "key")?.text ?? ""}`);
  }
}

/** The name of a package; undefined for a module of the project itself. */
function moduleName(source: Syntax | undefined): string | undefined {
  const text = source?.text.slice(1, -1).replace(/^node:/, "");
  return text && !text.startsWith(".") && !text.includes("$") ? text : undefined;
}
