import { parentPort, workerData } from "node:worker_threads";
import { Broken } from "./check-text.js";
import { formatTargets, type Note, randomOf, type Target } from "./formats.js";
import { minimise } from "./minimise.js";
import { ownTargets } from "./own-inputs.js";
import { openWorld } from "./world.js";

/** What the command hands over: see scripts/fuzz.mjs. */
const { root, seed, first, inputs, seconds, only, further, beat, edits } = workerData as {
  root: string;
  seed: string;
  first: number;
  inputs: number;
  seconds: number;
  only: readonly string[];
  further?: string;
  beat: SharedArrayBuffer;
  edits: boolean;
};
const pulse = new Int32Array(beat, 0, 4);
const noted = new Uint8Array(beat, 16);
const encoder = new TextEncoder();
let last: { text: string; path?: string } = { text: "" };
/** Kept where the command can read it when this thread hangs. */
const note: Note = (text, path) => {
  last = { text, path };
  pulse[3] = encoder.encodeInto(`${path ?? ""}\n${text}`, noted).written;
};

const world = await openWorld(root, further);
const all = [...formatTargets(world), ...(await ownTargets(world, root))];
const targets = all.filter((target) =>
  only.length === 0 ? target.name !== "edits" || edits : only.includes(target.name),
);
if (targets.length === 0) throw new Error(`nothing to fuzz; there are ${all.map((one) => one.name).join(", ")}`);
parentPort!.postMessage({ kind: "targets", names: targets.map((one) => one.name) });

const counts = targets.map(() => 0);
const took = targets.map(() => 0);
const seen = new Set<string>();
const began = performance.now();
let done = 0;

/** Each target in turn, for as long as any other, so that quick ones see more inputs. */
const slice = 200;
const next = targets.map(() => first);
loop: for (;;) {
  for (const [index, target] of targets.entries()) {
    const start = performance.now();
    while (performance.now() - start < slice) {
      if (done >= inputs || performance.now() - began > seconds * 1000) break loop;
      const n = next[index]!++;
      pulse[0] = index;
      pulse[1] = n;
      Atomics.add(pulse, 2, 1);
      const wrong = await tried(target, n);
      if (wrong) await report(target, n, wrong);
      counts[index]!++;
      done++;
    }
    took[index]! += performance.now() - start;
  }
  tell("counts");
}
tell("end");

/** Tells the command how far it is. */
function tell(kind: "counts" | "end"): void {
  parentPort!.postMessage({
    kind,
    done,
    took: performance.now() - began,
    targets: targets.map((target, index) => ({ name: target.name, inputs: counts[index], took: took[index] })),
  });
}

/** What went wrong with an input, undefined when nothing did. */
async function tried(target: Target, n: number, text?: string): Promise<string | undefined> {
  try {
    await target.run(randomOf(seed, target.name, n), note, text);
    return undefined;
  } catch (error) {
    if (error instanceof Broken) return error.message;
    const { name, message, stack = "" } = error as Error;
    const place = stack.split("\n").find((line) => /^\s+at /.test(line)) ?? "";
    return `throw: ${name}: ${message.slice(0, 100)}${place.replace(/\(.*[\\/]|:\d+:\d+\)?/g, " ")}`;
  }
}

async function report(target: Target, n: number, wrong: string): Promise<void> {
  const kind = kindOf(wrong);
  const key = `${target.name} ${kind}`;
  const { text, path } = last;
  if (seen.has(key)) return;
  // A busy machine is no bug: what took long must take long twice more.
  if (wrong.startsWith("time") && (!(await tried(target, n)) || !(await tried(target, n)))) return;
  seen.add(key);
  const same = async (shorter: string) => {
    Atomics.add(pulse, 2, 1);
    const again = await tried(target, n, shorter);
    return again !== undefined && kindOf(again) === kind;
  };
  const small = !target.whole && (await same(text)) ? await minimise(text, same, 8000) : text;
  parentPort!.postMessage({ kind: "failure", target: target.name, n, wrong, path, text: small });
}

/** What two failures with one cause have in common. */
function kindOf(wrong: string): string {
  return wrong
    .replace(/\d+/g, "N")
    .replace(/"[^"]*"/g, '""')
    .slice(0, 90);
}
