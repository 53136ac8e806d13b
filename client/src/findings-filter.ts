import * as vscode from "vscode";

/** What a finding carries for filters: a fix is offered, the baseline holds it. */
interface Marks {
  readonly fixable?: boolean;
  readonly known?: boolean;
}

/** The filters by the name of their context key. */
const filters = {
  onlyOpen: () => {
    const open = new Set(
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .flatMap((tab) => (tab.input instanceof vscode.TabInputText ? tab.input.uri.toString() : [])),
    );
    return (uri: vscode.Uri) => open.has(uri.toString());
  },
  onlyFixable: () => (_: vscode.Uri, one: vscode.Diagnostic) => marksOf(one).fixable === true,
  onlyNew: () => (_: vscode.Uri, one: vscode.Diagnostic) => marksOf(one).known !== true,
};

/** The name of a filter. */
export type FilterName = keyof typeof filters;

/** The names of the filters. */
export const filterNames = Object.keys(filters) as readonly FilterName[];

/** Tells, for the tabs that are open now, which findings pass all of the filters that are on. */
export function passes(on: ReadonlySet<FilterName>): (uri: vscode.Uri, diagnostic: vscode.Diagnostic) => boolean {
  const tests = [...on].map((name) => filters[name]());
  return (uri, diagnostic) => tests.every((test) => test(uri, diagnostic));
}

/** What the filters leave, in words; undefined when none is on. */
export function describe(on: ReadonlySet<FilterName>): string | undefined {
  const words: Readonly<Record<FilterName, string>> = {
    onlyOpen: vscode.l10n.t("open files"),
    onlyFixable: vscode.l10n.t("fixable"),
    onlyNew: vscode.l10n.t("new since the baseline"),
  };
  return on.size === 0 ? undefined : filterNames.flatMap((name) => (on.has(name) ? words[name] : [])).join(", ");
}

function marksOf(diagnostic: vscode.Diagnostic): Marks {
  return (diagnostic as { data?: Marks }).data ?? {};
}
