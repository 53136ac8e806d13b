import * as vscode from "vscode";
import type { Catalogue, CatalogueRule } from "./catalogue.js";
import { describe, type FilterName, passes } from "./findings-filter.js";

/** A finding as the Problems panel has it. */
export interface Finding {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}

/** A branch of the tree with what is below it, or a finding at its end. */
export interface Branch {
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  readonly children: readonly Branch[];
  readonly findings: readonly Finding[];
  readonly finding?: Finding;
  readonly resource?: vscode.Uri;
}

/** The findings of tenet that the Problems panel shows now, those that the filters leave. */
export function findingsNow(filters: ReadonlySet<FilterName>): Finding[] {
  const wanted = passes(filters);
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, all]) =>
      all.filter((one) => one.source === "tenet" && wanted(uri, one)).map((diagnostic) => ({ uri, diagnostic })),
    );
}

/** The id of the rule behind a diagnostic. */
export function ruleId({ code }: vscode.Diagnostic): string {
  return String((typeof code === "object" ? code.value : code) ?? "tenet");
}

/** The findings by principle, statement, rule and file. A rule that answers several statements stands below its first. */
export function branchesOf(findings: readonly Finding[], rules: ReadonlyMap<string, CatalogueRule>): readonly Branch[] {
  const ruleOf = (one: Finding) => rules.get(ruleId(one.diagnostic));
  const other = vscode.l10n.t("About files and suppressions");
  return grouped(findings, (one) => ruleOf(one)?.statements[0]?.principle ?? other).map(([principle, inPrinciple]) =>
    branch(principle, "shield", inPrinciple, () =>
      grouped(inPrinciple, (one) => ruleOf(one)?.statements[0]?.text ?? "").flatMap(([statement, inStatement]) => {
        const below = () =>
          grouped(inStatement, (one) => ruleId(one.diagnostic)).map(([id, inRule]) =>
            branch(titleOf(id, rules), "law", inRule, () => filesOf(inRule), id),
          );
        return statement === "" ? below() : [branch(statement, "symbol-ruler", inStatement, below)];
      }),
    ),
  );
}

function titleOf(id: string, rules: ReadonlyMap<string, CatalogueRule>): string {
  return rules.get(id)?.title ?? (id === "tenet" ? vscode.l10n.t("What is wrong with files themselves") : id);
}

function filesOf(findings: readonly Finding[]): Branch[] {
  return grouped(findings, (one) => one.uri.toString()).map(([, inFile]) => {
    const { uri } = inFile[0]!;
    return {
      ...branch(vscode.workspace.asRelativePath(uri), "file", inFile, () => [...inFile].sort(byPlace).map(leaf)),
      resource: uri,
    };
  });
}

function leaf(finding: Finding): Branch {
  const { range, message, severity } = finding.diagnostic;
  const icon = ["error", "warning", "info", "lightbulb"][severity]!;
  return { label: message, description: `${range.start.line + 1}`, icon, children: [], findings: [finding], finding };
}

function branch(
  label: string,
  icon: string,
  findings: readonly Finding[],
  below: () => readonly Branch[],
  id?: string,
): Branch {
  const description = id === undefined ? `${findings.length}` : `${findings.length} · ${id}`;
  return { label, description, icon, children: below(), findings };
}

function grouped(findings: readonly Finding[], key: (one: Finding) => string): [string, Finding[]][] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return [...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

function byPlace(a: Finding, b: Finding): number {
  return a.diagnostic.range.start.compareTo(b.diagnostic.range.start);
}

/** The view of the findings. What it shows is always what the Problems panel shows. */
export class FindingsTree implements vscode.TreeDataProvider<Branch> {
  readonly #catalogue: Catalogue;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #filters = new Set<FilterName>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Switches a filter on or off. */
  filter(name: FilterName, on: boolean): void {
    if (on) this.#filters.add(name);
    else this.#filters.delete(name);
    void vscode.commands.executeCommand("setContext", `tenet.${name}`, on);
    this.refresh();
  }

  /** Reads the findings again where a filter asks which tabs are open. */
  tabsChanged(): void {
    if (this.#filters.has("onlyOpen")) this.refresh();
  }

  /** What the filters leave, in words; undefined when none is on. */
  get filtered(): string | undefined {
    return describe(this.#filters);
  }

  /** Reads the findings again. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  /** The outermost branches: one a principle. */
  async roots(): Promise<readonly Branch[]> {
    return branchesOf(findingsNow(this.#filters), await this.#catalogue.rules());
  }

  async getChildren(element?: Branch): Promise<Branch[]> {
    return [...(element ? element.children : await this.roots())];
  }

  getTreeItem(element: Branch): vscode.TreeItem {
    const { label, description, icon, finding, resource } = element;
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(label, finding ? None : icon === "shield" ? Expanded : Collapsed);
    item.description = description;
    item.iconPath = resource ? vscode.ThemeIcon.File : new vscode.ThemeIcon(icon);
    if (resource) item.resourceUri = resource;
    if (finding)
      item.command = {
        title: vscode.l10n.t("Open"),
        command: "vscode.open",
        arguments: [finding.uri, { selection: finding.diagnostic.range }],
      };
    return item;
  }
}
