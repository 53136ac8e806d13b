/** Compares paths as folders are walked: part by part, so that what stands in one folder stays together. */
export function comparePaths(a: string, b: string): number {
  const left = a.split("/");
  const right = b.split("/");
  for (let i = 0; i < Math.min(left.length, right.length); i++)
    if (left[i] !== right[i]) return left[i]! < right[i]! ? -1 : 1;
  return left.length - right.length;
}

/** What problems are ordered by. */
interface Placed {
  readonly path: string;
  readonly message: string;
  readonly start?: { readonly line: number; readonly column: number };
}

/** Compares problems by path, then by place, then by what they say. */
export function compareProblems(a: Placed, b: Placed): number {
  return (
    comparePaths(a.path, b.path) ||
    (a.start?.line ?? 0) - (b.start?.line ?? 0) ||
    (a.start?.column ?? 0) - (b.start?.column ?? 0) ||
    (a.message < b.message ? -1 : Number(a.message > b.message))
  );
}
