/** An Aho-Corasick automaton over bytes, plain data so that a build can store it. */
export interface Automaton {
  /** How many words it knows; word ids count from 0. */
  readonly words: number;
  /** The class of each of the 256 byte values; 0 is "in no word". Upper and lower ASCII letters share a class. */
  readonly classOf: Uint8Array;
  readonly classes: number;
  /** `next[state * classes + class]` is the state after the byte; state 0 is the start. */
  readonly next: Uint16Array | Uint32Array;
  /** `outputStart[state] … outputStart[state + 1]` bound the words in `output` that end in the state. */
  readonly outputStart: Uint32Array;
  readonly output: Uint32Array;
}

/**
 * Builds the automaton that finds any of `words`, ASCII case folded. Words are matched as their UTF-8 bytes.
 * (Aho and Corasick 1975, with the failure function folded into a full transition table.)
 */
export function buildAutomaton(words: readonly string[]): Automaton {
  const encoder = new TextEncoder();
  const encoded = words.map((word) => encoder.encode(word).map(fold));
  const classOf = new Uint8Array(256);
  let classes = 1;
  for (const bytes of encoded) {
    for (const byte of bytes) if (classOf[byte] === 0) classOf[byte] = classes++;
  }
  for (let upper = 65; upper <= 90; upper++) classOf[upper] = classOf[upper + 32]!;

  // One flat table: no edge leads back to the start, so 0 is "none yet".
  const most = encoded.reduce((sum, bytes) => sum + bytes.length, 1);
  const goto = new Uint32Array(most * classes);
  const ends: number[][] = [[]];
  encoded.forEach((bytes, id) => {
    let state = 0;
    for (const byte of bytes) {
      const cell = state * classes + classOf[byte]!;
      if (goto[cell] === 0) goto[cell] = ends.push([]) - 1;
      state = goto[cell]!;
    }
    if (bytes.length > 0) ends[state]!.push(id);
  });
  const states = ends.length;

  const fail = new Uint32Array(states);
  const queue: number[] = [];
  for (let cls = 0; cls < classes; cls++) if (goto[cls] !== 0) queue.push(goto[cls]!);
  for (let i = 0; i < queue.length; i++) {
    const state = queue[i]!;
    const row = state * classes;
    const other = fail[state]! * classes;
    const inherited = ends[fail[state]!]!;
    if (inherited.length > 0) ends[state]!.push(...inherited);
    for (let cls = 0; cls < classes; cls++) {
      const to = goto[row + cls]!;
      if (to === 0) goto[row + cls] = goto[other + cls]!;
      else {
        fail[to] = goto[other + cls]!;
        queue.push(to);
      }
    }
  }

  const cells = goto.subarray(0, states * classes);
  const next = states > 65535 ? cells.slice() : new Uint16Array(cells);
  const outputStart = new Uint32Array(states + 1);
  const output: number[] = [];
  ends.forEach((ids, state) => {
    outputStart[state] = output.length;
    output.push(...ids);
  });
  outputStart[states] = output.length;
  return { words: words.length, classOf, classes, next, outputStart, output: Uint32Array.from(output) };
}

/** The ids of the words that occur in the bytes, as a set of flags indexed by word id. */
export function wordsInBytes(automaton: Automaton, bytes: Uint8Array, length = bytes.length): Uint8Array {
  const { classOf, classes, next, outputStart, output } = automaton;
  const found = new Uint8Array(automaton.words);
  let state = 0;
  for (let i = 0; i < length; i++) {
    state = next[state * classes + classOf[bytes[i]!]!]!;
    if (outputStart[state] !== outputStart[state + 1]) {
      for (let o = outputStart[state]!; o < outputStart[state + 1]!; o++) found[output[o]!] = 1;
    }
  }
  return found;
}

/** The same over a string; characters beyond ASCII are in no word. */
export function wordsInText(automaton: Automaton, text: string): Uint8Array {
  const found = new Uint8Array(automaton.words);
  eachWord(automaton, text, (id) => {
    found[id] = 1;
  });
  return found;
}

/** Calls `hit` with the word's id and the offset after its last character, for each occurrence in order of its end. */
export function eachWord(automaton: Automaton, text: string, hit: (id: number, end: number) => void): void {
  const { classOf, classes, next, outputStart, output } = automaton;
  let state = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    state = code < 128 ? next[state * classes + classOf[code]!]! : 0;
    if (outputStart[state] !== outputStart[state + 1]) {
      for (let o = outputStart[state]!; o < outputStart[state + 1]!; o++) hit(output[o]!, i + 1);
    }
  }
}

/** The automaton as bytes, little-endian 32-bit words first: what a build stores. */
export function packAutomaton(automaton: Automaton): Uint8Array {
  const wide = automaton.next instanceof Uint32Array ? 1 : 0;
  const header = Uint32Array.of(
    automaton.words,
    automaton.classes,
    automaton.outputStart.length,
    automaton.output.length,
    automaton.next.length,
    wide,
  );
  const parts = [header, automaton.outputStart, automaton.output, automaton.next, automaton.classOf];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

/** The automaton from what {@link packAutomaton} gave. */
export function unpackAutomaton(packed: Uint8Array): Automaton {
  // A copy begins at an address that typed arrays accept.
  const { buffer } = packed.byteOffset % 4 === 0 ? packed : packed.slice();
  let at = packed.byteOffset % 4 === 0 ? packed.byteOffset : 0;
  const [words, classes, starts, outputs, cells, wide] = take(Uint32Array, 6) as unknown as number[];
  return {
    words: words!,
    classes: classes!,
    outputStart: take(Uint32Array, starts!),
    output: take(Uint32Array, outputs!),
    next: wide === 1 ? take(Uint32Array, cells!) : take(Uint16Array, cells!),
    classOf: take(Uint8Array, 256),
  };

  function take<T>(
    type: { new (buffer: ArrayBuffer, offset: number, length: number): T; BYTES_PER_ELEMENT: number },
    length: number,
  ): T {
    const part = new type(buffer as ArrayBuffer, at, length);
    at += length * type.BYTES_PER_ELEMENT;
    return part;
  }
}

function fold(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}
