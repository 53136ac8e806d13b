/**
 * A small text that still fails: parts are taken away, large ones first, as long as `fails` says so. Stops after
 * `patience` milliseconds.
 */
export async function minimise(
  text: string,
  fails: (text: string) => Promise<boolean>,
  patience: number,
): Promise<string> {
  const end = performance.now() + patience;
  let smallest = text;
  for (let size = Math.ceil(smallest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let again = true; again; ) {
      again = false;
      for (let at = 0; at < smallest.length; ) {
        if (performance.now() > end) return smallest;
        const shorter = smallest.slice(0, at) + smallest.slice(at + size);
        if (await fails(shorter)) {
          smallest = shorter;
          again = size < 64;
        } else at += size;
      }
    }
  }
  return smallest;
}
