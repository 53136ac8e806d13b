import { MappedText } from "../../text/mapped-text.js";
import type { Expression, ObjectEntry } from "./expression.js";
import { maxDepth } from "./hcl-scanner.js";
import { HclTemplates } from "./hcl-templates.js";

const operators: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<": 4,
  ">": 4,
  "<=": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** A step behind a value; undefined where there is none. */
type Step = { kind: "to"; to: string | Expression } | { kind: "splat" } | { kind: "broken" } | undefined;

/** Expressions, by precedence. */
export class HclExpressions extends HclTemplates {
  protected expression(): Expression {
    if (this.depth >= maxDepth) {
      const start = this.at;
      this.problem(`nested deeper than ${maxDepth} levels; the rest is not read`, start, start + 1);
      // The innermost bracket closes itself; what lies deeper is skipped.
      while (this.at < this.text.length && !this.isEnd()) this.skipOne();
      return this.opaque(start);
    }
    this.depth++;
    const start = this.at;
    let value = this.binary(0);
    const end = this.at;
    this.skip();
    if (this.text[this.at] === "?") {
      this.at++;
      this.skip();
      const yes = this.expression();
      this.skip();
      if (this.text[this.at] === ":") {
        this.at++;
        this.skip();
        const no = this.expression();
        value = {
          type: "conditional",
          test: value,
          yes,
          no,
          range: this.range(start, this.at),
          text: this.shown(start),
        };
      } else value = this.opaque(start);
    } else this.at = end;
    this.depth--;
    return value;
  }

  protected binary(least: number): Expression {
    const start = this.at;
    let left = this.unary();
    for (;;) {
      const before = this.at;
      this.skip();
      const two = this.text.slice(this.at, this.at + 2);
      const operator = operators[two] ? two : (two[0] ?? "");
      const level = operators[operator];
      if (level === undefined || level <= least) {
        this.at = before;
        return left;
      }
      this.at += operator.length;
      this.skip();
      const right = this.binary(level);
      left = {
        type: "operation",
        operator,
        operands: [left, right],
        range: this.range(start, this.at),
        text: this.shown(start),
      };
    }
  }

  protected unary(): Expression {
    const start = this.at;
    const sign = this.text[start];
    if (sign !== "-" && sign !== "!") return this.postfix();
    let count = 0;
    while (this.text[this.at] === sign) {
      this.at++;
      count++;
    }
    const operand = this.postfix();
    const range = this.range(start, this.at);
    if (sign === "-" && count === 1 && operand.type === "literal" && typeof operand.data === "number") {
      return { type: "literal", data: -operand.data, range, text: `-${operand.text}` };
    }
    return {
      type: "operation",
      operator: count % 2 === 1 ? sign : "",
      operands: [operand],
      range,
      text: this.shown(start),
    };
  }

  protected postfix(): Expression {
    const start = this.at;
    let value = this.primary();
    let path: (string | Expression)[] | undefined = value.type === "reference" ? [...value.path] : [];
    let isSplat = false;
    let steps = 0;
    for (;;) {
      const step = this.step();
      if (step === undefined) break;
      steps++;
      if (step.kind === "broken") path = undefined;
      else if (step.kind === "to") path?.push(step.to);
      else if (path) {
        // What stands before the splat is one value, whose items the steps behind it go to.
        value = this.stepped(value, path, isSplat, start);
        path = [];
        isSplat = true;
      }
    }
    if (steps === 0) return value;
    return path ? this.stepped(value, path, isSplat, start) : this.opaque(start);
  }

  /** The next step behind a value. */
  protected step(): Step {
    const char = this.text[this.at];
    if (char === "." && this.text[this.at + 1] !== ".") {
      this.at++;
      if (this.text[this.at] === "*") {
        this.at++;
        return { kind: "splat" };
      }
      const digits = /\d+/y;
      digits.lastIndex = this.at;
      const index = digits.exec(this.text)?.[0];
      if (index !== undefined) this.at += index.length;
      const word = index ?? this.word();
      return word === undefined ? { kind: "broken" } : { kind: "to", to: word };
    }
    if (char !== "[") return undefined;
    this.at++;
    this.brackets++;
    this.skip();
    const isSplat = this.text[this.at] === "*";
    if (isSplat) this.at++;
    const step: Step = isSplat ? { kind: "splat" } : { kind: "to", to: this.expression() };
    this.close("]");
    return step;
  }

  protected stepped(
    of: Expression,
    path: readonly (string | Expression)[],
    isSplat: boolean,
    start: number,
  ): Expression {
    const range = this.range(start, this.at);
    const text = this.shown(start);
    if (of.type === "reference" && !isSplat) return { type: "reference", path, range, text };
    return path.length === 0 && !isSplat ? of : { type: "access", of, path, isSplat, range, text };
  }

  protected primary(): Expression {
    const start = this.at;
    const char = this.text[start];
    if (char === '"') return this.quoted();
    if (char === "<" && this.text[start + 1] === "<") return this.heredoc();
    if (char === "(") {
      this.at++;
      this.brackets++;
      this.skip();
      const inner = this.expression();
      this.close(")");
      return inner;
    }
    if (char === "[") return this.tuple();
    if (char === "{") return this.object();
    number.lastIndex = start;
    const digits = number.exec(this.text)?.[0];
    if (digits) {
      this.at += digits.length;
      return { type: "literal", data: Number(digits), range: this.range(start, this.at), text: digits };
    }
    const word = this.word();
    if (word === undefined) return this.opaque(start);
    const range = this.range(start, this.at);
    if (word === "true" || word === "false") return { type: "literal", data: word === "true", range, text: word };
    if (word === "null") return { type: "literal", data: null, range, text: word };
    while (this.text.startsWith("::", this.at)) {
      this.at += 2;
      this.word();
    }
    if (this.text[this.at] === "(") return this.call(this.text.slice(start, this.at), start);
    return { type: "reference", path: [word], range, text: word };
  }

  protected call(name: string, start: number): Expression {
    this.at++;
    this.brackets++;
    const args = this.list(")");
    this.close(")");
    return { type: "call", name, args, range: this.range(start, this.at), text: this.shown(start) };
  }

  protected tuple(): Expression {
    const start = this.at++;
    this.brackets++;
    this.skip();
    if (this.isFor()) return this.comprehension(start, "]");
    const items = this.list("]");
    this.close("]");
    return { type: "tuple", items, range: this.range(start, this.at) };
  }

  /** A `for` in brackets, up to and with the closing one; what cannot be read is skipped. */
  protected comprehension(start: number, close: "]" | "}"): Expression {
    const inside = this.at;
    const problems = this.problems.length;
    const read = this.forParts(start, close);
    if (read) return read;
    this.problems.length = problems;
    this.at = inside;
    this.skipTo(close);
    this.brackets--;
    return this.opaque(start);
  }

  protected forParts(start: number, close: "]" | "}"): Expression | undefined {
    const around = this.brackets;
    const eat = (mark: string) => {
      this.skip();
      if (!this.text.startsWith(mark, this.at)) return false;
      this.at += mark.length;
      this.skip();
      return true;
    };
    eat("for");
    const first = this.word();
    const second = first !== undefined && eat(",") ? this.word() : undefined;
    const valueName = second ?? first;
    if (valueName === undefined || !eat("in")) return undefined;
    const source = this.expression();
    if (!eat(":")) return undefined;
    let result = this.expression();
    let resultKey: Expression | undefined;
    if (close === "}") {
      if (!eat("=>")) return undefined;
      resultKey = result;
      result = this.expression();
    }
    const isGrouped = eat("...");
    const condition = eat("if") ? this.expression() : undefined;
    this.skip();
    if (this.text[this.at] !== close || this.brackets !== around) {
      this.brackets = around;
      return undefined;
    }
    this.at++;
    this.brackets--;
    const keyName = second === undefined ? undefined : first;
    const parts = { keyName, valueName, source, resultKey, result, condition, isGrouped };
    return { type: "for", ...parts, range: this.range(start, this.at), text: this.shown(start) };
  }

  protected list(close: string): Expression[] {
    const items: Expression[] = [];
    for (;;) {
      this.skip();
      const char = this.text[this.at];
      if (char === undefined || char === close || char === "}" || char === "]" || char === ")" || this.isTopLevel())
        return items;
      if (char === ",") {
        this.at++;
        continue;
      }
      const before = this.at;
      items.push(this.expression());
      this.skip();
      if (this.text.startsWith("...", this.at)) this.at += 3;
      if (this.at === before) this.at++;
    }
  }

  protected object(): Expression {
    const start = this.at++;
    this.brackets++;
    this.skip();
    if (this.isFor()) return this.comprehension(start, "}");
    const entries: ObjectEntry[] = [];
    for (;;) {
      this.skip();
      const char = this.text[this.at];
      if (char === undefined || char === "}" || char === "]" || char === ")" || this.isTopLevel()) break;
      if (char === ",") {
        this.at++;
        continue;
      }
      const from = this.at;
      const key = this.text[from] === "(" || this.text[from] === '"' ? this.primary() : this.objectKey();
      const nameRange = key.range;
      this.skip();
      const sign = this.text[this.at];
      if (sign !== "=" && sign !== ":") {
        this.problem("no = after the name", from, Math.max(this.at, from + 1));
        const stop = this.lineEnd(from);
        this.at = Math.max(this.at, Math.min(stop, this.indexOfClose(from, stop)), from + 1);
        continue;
      }
      this.at++;
      this.skip();
      // A line end closes the entry, so it must not be crossed by an operator.
      const value = this.objectValue();
      entries.push({
        key,
        nameRange,
        value,
        range: {
          start: this.range(from, from + 1).start,
          end: Math.max(this.range(from, this.at).end, value.range.end),
        },
      });
    }
    this.close("}");
    return { type: "object", entries, range: this.range(start, this.at) };
  }

  protected objectKey(): Expression {
    const start = this.at;
    const word = this.word();
    const range = this.range(start, this.at);
    if (word !== undefined && !/^[.[(]/.test(this.text[this.at] ?? "")) {
      return { type: "string", range, data: word, mapped: () => MappedText.from(word, range.start) };
    }
    this.at = start;
    return this.expression();
  }

  protected objectValue(): Expression {
    const around = this.brackets;
    this.brackets = 0;
    const value = this.expression();
    this.brackets = around;
    return value;
  }
}
