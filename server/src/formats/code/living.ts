/** Characters of text whose syntax trees may be held at once: the parser's memory ends at two gigabytes. */
const most = 30_000_000;

let held = 0;
const forgotten = new FinalizationRegistry<number>((size) => {
  held -= size;
});

/** How much text has a syntax tree in the parser's memory, which no garbage collector sees. */
export const living = {
  /** Counts a tree, until it is removed or nobody holds `owner` any more. */
  add(owner: object, size: number): void {
    held += size;
    forgotten.register(owner, size, owner);
  },
  remove(owner: object, size: number): void {
    held -= size;
    forgotten.unregister(owner);
  },
  /** True when there is room for one more text of this size. */
  fits(size: number): boolean {
    return held + size <= most;
  },
};
