import type { BaseLanguageClient } from "vscode-languageclient";

/** A rule with the statements of the principles it answers. */
export interface CatalogueRule {
  readonly id: string;
  readonly title: string;
  readonly statements: readonly { readonly id: string; readonly text: string; readonly principle: string }[];
}

/** The rules by id, asked of the server once until it says that they may have changed. */
export class Catalogue {
  readonly #client: BaseLanguageClient;
  #rules: Promise<ReadonlyMap<string, CatalogueRule>> | undefined;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
  }

  /** Every rule by id. */
  rules(): Promise<ReadonlyMap<string, CatalogueRule>> {
    this.#rules ??= this.#ask();
    return this.#rules;
  }

  /** Asks again next time. */
  forget(): void {
    this.#rules = undefined;
  }

  async #ask(): Promise<ReadonlyMap<string, CatalogueRule>> {
    try {
      const rules = await this.#client.sendRequest<CatalogueRule[]>("tenet/catalogue", {});
      return new Map(rules.map((rule) => [rule.id, rule]));
    } catch {
      this.#rules = undefined;
      return new Map();
    }
  }
}
