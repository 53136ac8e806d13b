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
    const path: (string | Expression)[] | undefined = value.type === "reference" ? [...value.path] : undefined;
    let steps = 0;
    let isOpaque = false;
    for (;;) {
      const char = this.text[this.at];
      if (char === "." && this.text[this.at + 1] !== ".") {
        this.at++;
        if (this.text[this.at] === "*") {
          this.at++;
          isOpaque = true;
        } else {
          number.lastIndex = this.at;
          const digits = /\d+/y;
          digits.lastIndex = this.at;
          const word = this.word() ?? digits.exec(this.text)?.[0];
          if (word === undefined) {
            isOpaque = true;
            break;
          }
          if (/^\d/.test(word)) this.at += word.length;
          path?.push(word);
        }
      } else if (char === "[") {
        this.at++;
        this.brackets++;
        this.skip();
        if (this.text[this.at] === "*") {
          this.at++;
          isOpaque = true;
        } else path?.push(this.expression());
        this.close("]");
      } else break;
      steps++;
    }
    if (steps === 0 && !isOpaque) return value;
    if (isOpaque || !path) return this.opaque(start);
    value = { type: "reference", path, range: this.range(start, this.at), text: this.shown(start) };
    return value;
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
    if (this.isFor()) {
      this.skipTo("]");
      this.brackets--;
      return this.opaque(start);
    }
    const items = this.list("]");
    this.close("]");
    return { type: "tuple", items, range: this.range(start, this.at) };
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
    if (this.isFor()) {
      this.skipTo("}");
      this.brackets--;
      return this.opaque(start);
    }
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
