import type * as lsp from "vscode-languageserver";
import { DocumentDiagnosticReportKind } from "vscode-languageserver";
import type { Finding } from "../lint/finding.js";
import type { ClientFeatures } from "./client-features.js";
import type { Linted, Session } from "./session.js";
import { problemToDiagnostic, toDiagnostic } from "./to-lsp.js";

/** Everything the editor shows for a document. */
export function diagnosticsOf(linted: Linted | undefined, session: Session, client: ClientFeatures): lsp.Diagnostic[] {
  if (!linted) return [];
  const { text, project, result, known, problems } = linted;
  // Findings name files as seen from the folder that the configuration stands in.
  const base = linted.path.slice(0, linted.path.length - (result.document?.path.length ?? 0));
  const open = (path: string) => session.related(project, base + path);
  const marked = (finding: Finding, held: boolean) => {
    const diagnostic = toDiagnostic(text, finding, client, open);
    if (client.rulePages) diagnostic.data = { fixable: finding.fixes.length > 0, known: held } satisfies Marks;
    return diagnostic;
  };
  return [
    ...problems.map((problem) => problemToDiagnostic(text, problem, true)),
    // What is wrong with a file of tenet's own has been said.
    ...(problems.length > 0 ? [] : result.problems.slice(0, mostProblems)).map((problem) =>
      problemToDiagnostic(text, problem, false),
    ),
    ...result.findings.map((finding) => marked(finding, false)),
    ...known.map((finding) => marked(finding, true)),
  ];
}

/** So many parts of one file that could not be read are told. */
const mostProblems = 20;

/** What tenet's own extension filters its findings by. */
export interface Marks {
  readonly fixable: boolean;
  /** The baseline holds it. */
  readonly known: boolean;
}

/** Remembers what the client was told last, so that an answer that would be the same is not sent again. */
export class Reports {
  readonly #prefix = Date.now().toString(36);
  readonly #last = new Map<string, { readonly id: string; readonly json: string }>();
  #count = 0;

  /** The report for a pull request that has seen `previous`. */
  report(uri: string, items: lsp.Diagnostic[], previous: string | undefined): lsp.DocumentDiagnosticReport {
    const json = JSON.stringify(items);
    let last = this.#last.get(uri);
    if (last?.json !== json) {
      last = { id: `${this.#prefix}.${++this.#count}`, json };
      this.#last.set(uri, last);
    } else if (previous === last.id) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: last.id };
    return { kind: DocumentDiagnosticReportKind.Full, resultId: last.id, items };
  }

  /** Forgets a document that was closed. */
  forget(uri: string): void {
    this.#last.delete(uri);
  }
}

/** Sends diagnostics to a client that does not ask for them: some time after the last change, the newest version only. */
export class Publisher {
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #publish: (uri: string) => Promise<void>;

  /** `publish` lints and sends; it is called once for any number of changes in a short time. */
  constructor(publish: (uri: string) => Promise<void>) {
    this.#publish = publish;
  }

  /** Sends a document's diagnostics after `delay` milliseconds in which nobody asks again. */
  schedule(uri: string, delay: number): void {
    this.forget(uri);
    this.#waiting.set(
      uri,
      setTimeout(() => {
        this.#waiting.delete(uri);
        void this.#publish(uri);
      }, delay),
    );
  }

  /** Takes back what was scheduled for a document. */
  forget(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.delete(uri);
  }
}
