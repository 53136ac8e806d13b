import type { Report } from "./report.js";

/** How a report is written: for a terminal, a tool, a CI system. */
export type OutputFormat = (report: Report, options: OutputOptions) => Promise<string>;

/** What the reader of an output can do and wants. */
export interface OutputOptions {
  /** True when a terminal shows colours. */
  readonly colour: boolean;
  /** True when no summary is wanted. */
  readonly quiet: boolean;
  /** True when undecided places are listed too. */
  readonly undecided: boolean;
}

/** Every output format by name; each is loaded when it is asked for. */
export const outputFormats = {
  pretty: () => import("./format-pretty.js").then((room) => room.pretty),
  concise: () => import("./format-concise.js").then((room) => room.concise),
  json: () => import("./format-json.js").then((room) => room.json),
  jsonl: () => import("./format-json.js").then((room) => room.jsonl),
  sarif: () => import("./format-sarif.js").then((room) => room.sarif),
  github: () => import("./format-github.js").then((room) => room.github),
  gitlab: () => import("./format-gitlab.js").then((room) => room.gitlab),
  junit: () => import("./format-xml.js").then((room) => room.junit),
  checkstyle: () => import("./format-xml.js").then((room) => room.checkstyle),
  rdjson: () => import("./format-rdjson.js").then((room) => room.rdjson),
  markdown: () => import("./format-markdown.js").then((room) => room.markdown),
  html: () => import("./format-html.js").then((room) => room.html),
} as const satisfies Record<string, () => Promise<OutputFormat>>;

/** The name of an output format. */
export type OutputName = keyof typeof outputFormats;
