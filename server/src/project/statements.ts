/** A group of statements of a principle. */
export interface StatementGroup {
  readonly group: string;
  readonly title: string;
  /** Statement id → what it says, in our words. */
  readonly statements: Readonly<Record<string, string>>;
}

/** One of the four security principles, as `rules/statements.yaml` holds them. */
export interface Principle {
  readonly principle: string;
  readonly title: string;
  readonly groups: readonly StatementGroup[];
}

/** Where a statement stands. */
export interface StatementPlace {
  readonly principle: string;
  readonly principleTitle: string;
  readonly groupTitle: string;
  readonly text: string;
}

/** Every statement by id. */
export function statementPlaces(principles: readonly Principle[]): ReadonlyMap<string, StatementPlace> {
  const places = new Map<string, StatementPlace>();
  for (const { principle, title, groups } of principles)
    for (const group of groups)
      for (const [id, text] of Object.entries(group.statements))
        places.set(id, { principle, principleTitle: title, groupTitle: group.title, text });
  return places;
}
