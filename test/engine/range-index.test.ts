import assert from "node:assert/strict";
import { overlaps } from "../../server/src/text/range.js";
import { RangeIndex } from "../../server/src/text/range-index.js";

describe("an index of ranges", () => {
  it("says what asking each range says, empty and nested ones among them", () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    let both = 0;
    for (let round = 0; round < 300; round++) {
      const make = () => {
        const start = random(40);
        return { start, end: start + random(3) * random(8) };
      };
      const ranges = Array.from({ length: random(6) }, make);
      const index = new RangeIndex(ranges);
      for (let i = 0; i < 20; i++) {
        const asked = make();
        const expected = ranges.some((one) => overlaps(one, asked));
        assert.equal(index.overlaps(asked), expected, JSON.stringify({ ranges, asked }));
        if (expected) both++;
      }
    }
    assert.ok(both > 500 && both < 5500);
  });
});
