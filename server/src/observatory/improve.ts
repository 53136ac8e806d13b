import { gradeBy } from "./grade.js";
import { judged, type Response, type Visit } from "./response.js";

/** A header that raises a score, with the value to send. */
export interface HeaderChange {
  readonly header: string;
  readonly value: string;
}

/** What to send when nothing is known of the pages: as strict as pages that hold only their own content can bear. */
const offers: readonly HeaderChange[] = [
  { header: "Content-Security-Policy", value: "default-src 'self'; frame-ancestors 'self'" },
  { header: "Strict-Transport-Security", value: "max-age=63072000" },
  { header: "X-Frame-Options", value: "SAMEORIGIN" },
  { header: "X-Content-Type-Options", value: "nosniff" },
  { header: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { header: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { header: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

const most = 3;

/**
 * The headers, three at most, that together raise a score most, the first the one that helps most by itself; empty
 * when none raises it. `possible` leaves out headers (by name in lower case) that cannot be set.
 */
export function bestHeaders(visit: Visit, version: string, possible: (name: string) => boolean): HeaderChange[] {
  const before = gradeBy(visit, version).score;
  const alone = (change: HeaderChange) => gradeBy(withHeaders(visit, [change]), version).score;
  const useful = offers
    .filter((each) => possible(each.header.toLowerCase()))
    .map((each) => ({ each, score: alone(each) }))
    .sort((a, b) => b.score - a.score)
    .map(({ each }) => each);
  let best: { changes: readonly HeaderChange[]; score: number } = { changes: [], score: before };
  for (const changes of choices(useful)) {
    const { score } = gradeBy(withHeaders(visit, changes), version);
    if (score > best.score) best = { changes, score };
  }
  return [...best.changes];
}

/** Every choice of at most three, smaller ones first. */
function choices(from: readonly HeaderChange[]): HeaderChange[][] {
  const found: HeaderChange[][] = [];
  let last: HeaderChange[][] = [[]];
  for (let size = 1; size <= most; size++) {
    last = last.flatMap((chosen) => {
      const next = chosen.length === 0 ? 0 : from.indexOf(chosen[chosen.length - 1]!) + 1;
      return from.slice(next).map((each) => [...chosen, each]);
    });
    found.push(...last);
  }
  return found;
}

/** The same visit with these headers on the response that is judged. */
function withHeaders(visit: Visit, changes: readonly HeaderChange[]): Visit {
  const response = judged(visit);
  if (!response) return visit;
  const headers = new Map(response.headers);
  for (const { header, value } of changes) headers.set(header.toLowerCase(), [value]);
  const changed: Response = { ...response, headers };
  const replace = (chain: readonly Response[] | undefined) =>
    chain?.map((each) => (each === response ? changed : each));
  return { ...visit, http: replace(visit.http), https: replace(visit.https) };
}
