import type { Problem } from "../../document/document.js";
import { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import type { Attribute, Block, Body, Expression } from "./expression.js";
import { HclExpressions } from "./hcl-expressions.js";
import { maxDepth } from "./hcl-scanner.js";

/** What stood in an HCL file. */
export interface HclReading {
  readonly body: Body;
  readonly comments: readonly Range[];
  readonly problems: readonly Problem[];
}

/** Reads HCL. Never throws: what cannot be read becomes a problem and reading goes on at the next line. */
export function readHcl(text: string): HclReading {
  const reader = new HclReader(MappedText.from(text));
  const body = reader.file();
  return { body, comments: reader.comments, problems: reader.problems };
}

/** Reads a text as the template that stands in a Terraform JSON string. */
export function readTemplate(mapped: MappedText): Expression {
  return new HclReader(mapped).wholeTemplate();
}

/** Bodies: attributes and blocks. */
class HclReader extends HclExpressions {
  file(): Body {
    if (this.text.charCodeAt(0) === 0xfeff) this.at = 1;
    const items: (Attribute | Block)[] = [];
    for (;;) {
      items.push(...this.body());
      if (this.at >= this.text.length) return items;
      this.problem("a } without its block", this.at, this.at + 1);
      this.at++;
    }
  }

  protected body(): (Attribute | Block)[] {
    const items: (Attribute | Block)[] = [];
    for (;;) {
      this.blanks(true);
      const char = this.text[this.at];
      if (char === undefined || char === "}" || (this.depth > 0 && this.isTopLevel())) return items;
      if (char === "," || char === ";") {
        this.at++;
        continue;
      }
      const item = this.item();
      if (item) items.push(item);
    }
  }

  protected item(): Attribute | Block | undefined {
    const start = this.at;
    const quoted = this.text[start] === '"' ? this.label() : undefined;
    const name = quoted?.text ?? this.word();
    if (name === undefined) return this.broken(start, "a name is missing");
    const nameRange = quoted?.range ?? this.range(start, this.at);
    this.blanks(false);
    const sign = this.text[this.at];
    if ((sign === "=" && this.text[this.at + 1] !== "=") || (sign === ":" && quoted)) {
      this.at++;
      return this.attribute(name, nameRange, start);
    }
    const labels: { text: string; range: Range }[] = [];
    while (this.at < this.text.length && this.text[this.at] !== "{") {
      const from = this.at;
      if (this.text[from] === '"') labels.push(this.label());
      else {
        const text = this.word();
        if (text === undefined) return this.broken(start, `no = or { after "${name.slice(0, 40)}"`);
        labels.push({ text, range: this.range(from, this.at) });
      }
      this.blanks(false);
    }
    if (this.at >= this.text.length) return this.broken(start, `no = or { after "${name.slice(0, 40)}"`);
    return this.block(name, nameRange, labels, start);
  }

  protected attribute(name: string, nameRange: Range, start: number): Attribute {
    const around = this.brackets;
    this.brackets = 0;
    this.blanks(false);
    const valueStart = this.at;
    const value = this.expression();
    if (this.at === valueStart) this.problem("a value is missing", start, valueStart);
    const end = Math.max(this.range(start, this.at).end, value.range.end);
    this.brackets = around;
    const attribute: Attribute = { type: "attribute", name, nameRange, range: { start: nameRange.start, end }, value };
    this.blanks(false);
    const next = this.text[this.at];
    const isOver = next === undefined || "\n},\r".includes(next) || this.isTopLevel();
    if (!isOver) {
      const stop = this.lineEnd(this.at);
      this.problem("unexpected text after the value", this.at, stop);
      this.at = stop;
    }
    return attribute;
  }

  protected block(name: string, nameRange: Range, labels: Block["labels"], start: number): Block | undefined {
    const open = this.at++;
    if (this.depth >= maxDepth) {
      this.problem(`nested deeper than ${maxDepth} levels; the rest is not read`, open, open + 1);
      this.skipTo("}");
      return undefined;
    }
    this.depth++;
    const body = this.body();
    this.depth--;
    if (this.text[this.at] === "}") this.at++;
    else this.problem("the block is not closed", start, open + 1);
    return { type: "block", name, nameRange, labels, body, range: this.range(start, this.at) };
  }

  protected broken(start: number, message: string): undefined {
    const end = Math.max(this.lineEnd(start), start + 1);
    this.problem(message, start, end);
    this.at = Math.max(this.at, end);
    return undefined;
  }

  protected label(): { text: string; range: Range } {
    const value = this.quoted();
    return { text: value.type === "string" ? value.data : "", range: value.range };
  }
}
