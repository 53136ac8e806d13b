import { PassThrough } from "node:stream";
import { StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import type { Connection } from "vscode-languageserver";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { diskHost } from "../../server/src/disk.js";
import { wire } from "../../server/src/lsp/connection.js";
import type { Host } from "../../server/src/project/host.js";
import { Broken } from "./check-text.js";
import type { Target } from "./formats.js";
import { mutate } from "./mutate.js";
import type { Random } from "./random.js";
import type { Seed } from "./seeds.js";
import { type FuzzWorld, materialOf } from "./world.js";

/** How long a request may wait for its answer, in milliseconds of a machine that does other things too. */
const patience = 60_000;

/** A text whose findings are asked for when all is said: whatever came before, they are these. */
const last = {
  uri: "file:///w/last/nginx.conf",
  text: "mail {\n  server {\n    listen 143;\n    starttls on;\n  }\n}\n",
};
const lastFinding = "starttls-optional";

type Message = Readonly<Record<string, unknown>>;

/**
 * The server under a client that says anything: out of order, for texts that are not open, with wrong versions and
 * positions, unknown methods, answers to what nobody asked, bodies that are no messages. Each request is answered once,
 * nothing is thrown, and afterwards the server still works.
 */
export async function protocolTarget(world: FuzzWorld): Promise<Target> {
  const builtin = await diskHost().builtin();
  const host: Host = {
    ...diskHost(),
    builtin: async () => builtin,
    read: () => undefined,
    list: () => undefined,
    real: () => undefined,
  };
  let rejected: unknown;
  process.on("unhandledRejection", (error) => {
    // What was under way when the client went away.
    if (!/disposed|closed/.test(String(error))) rejected = error;
  });
  return {
    name: "messages",
    whole: true,
    async run(random, note) {
      rejected = undefined;
      const talk = new Talk(host, random);
      const log: string[] = [];
      const say = (message: unknown): void => {
        log.push(JSON.stringify(message));
        note(log.join("\n"));
        talk.say(message);
      };
      try {
        const early = random.one(4) ? random.below(4) : 0;
        for (let n = 0; n < early; n++) say(anything(world, random, talk));
        say(initialize(talk, random));
        say({ jsonrpc: "2.0", method: "initialized", params: {} });
        for (let n = 3 + random.below(25); n > 0; n--) {
          say(anything(world, random, talk));
          if (random.one(5)) await talk.answers(random.below(3) === 0);
        }
        say(notification("textDocument/didOpen", { textDocument: { ...last, languageId: "nginx", version: 1 } }));
        const id = talk.nextId();
        say({ jsonrpc: "2.0", id, method: "textDocument/diagnostic", params: { textDocument: { uri: last.uri } } });
        const answer = await talk.answer(id);
        const items = (answer.result as { items?: { code?: string }[] } | undefined)?.items ?? [];
        if (!items.some((one) => one.code === lastFinding))
          throw new Broken(`messages: the last document has ${JSON.stringify(answer).slice(0, 300)}`);
        await talk.answers(true);
        if (rejected) throw rejected;
        if (talk.twice) throw new Broken(`messages: ${talk.twice} is answered twice`);
      } finally {
        talk.end();
      }
    },
  };
}

/** A client's end of a connection, with the server at the other. */
class Talk {
  readonly #input = new PassThrough();
  readonly #output = new PassThrough();
  readonly #asked = new Set<string>();
  readonly #answered = new Map<string, Message>();
  readonly #connection: ReturnType<typeof createConnection>;
  readonly uris: string[] = ["file:///w/never-opened.env"];
  #wake: () => void = () => {};
  #ids = 0;
  twice: string | undefined;

  constructor(host: Host, random: Random) {
    this.#connection = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(this.#input),
      new StreamMessageWriter(this.#output),
    );
    wire(this.#connection as Connection, host, "0");
    this.#connection.listen();
    new StreamMessageReader(this.#output).listen((message) => {
      const { id, method } = message as unknown as { id?: number | string; method?: string };
      if (method !== undefined && id !== undefined) this.#reply(id, method, random);
      else if (id !== undefined && id !== null) {
        const key = JSON.stringify(id);
        if (this.#answered.has(key)) this.twice = key;
        this.#answered.set(key, message as unknown as Message);
        this.#wake();
      }
    });
  }

  nextId(): number {
    return ++this.#ids;
  }

  /** The newest request, which may have been answered. */
  get newest(): number {
    return this.#ids;
  }

  say(message: unknown): void {
    const { id, method } = (message ?? {}) as { id?: unknown; method?: unknown };
    if (typeof id === "number" && typeof method === "string") this.#asked.add(JSON.stringify(id));
    const body = Buffer.from(typeof message === "string" ? message : JSON.stringify(message));
    this.#input.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#input.write(body);
  }

  /** What the server asks of its client is answered, mostly well. */
  #reply(id: number | string, method: string, random: Random): void {
    const good = method === "workspace/configuration" ? [{}] : null;
    const answer = random.one(6)
      ? { error: { code: -32601, message: "no" } }
      : { result: random.one(8) ? [null, 5, [], { items: 1 }, "x"][random.below(5)] : good };
    this.say({ jsonrpc: "2.0", id, ...answer });
  }

  async answer(id: number): Promise<Message> {
    await this.#until(
      () => this.#answered.has(JSON.stringify(id)),
      () => `request ${id} is never answered`,
    );
    return this.#answered.get(JSON.stringify(id))!;
  }

  /** Waits for every answer, or for what is under way now. */
  async answers(all: boolean): Promise<void> {
    if (!all) return new Promise((done) => setImmediate(done));
    const left = (): string[] => [...this.#asked].filter((id) => !this.#answered.has(id));
    await this.#until(
      () => left().length === 0,
      () => `never answered: ${left()}`,
    );
  }

  async #until(done: () => boolean, what: () => string): Promise<void> {
    const end = Date.now() + patience;
    while (!done()) {
      if (Date.now() > end) throw new Broken(`messages: ${what()}`);
      await new Promise<void>((wake) => {
        this.#wake = wake;
        setTimeout(wake, 200).unref();
      });
    }
  }

  end(): void {
    this.#connection.dispose();
    this.#input.destroy();
    this.#output.destroy();
  }
}

function notification(method: string, params: unknown): Message {
  return { jsonrpc: "2.0", method, params };
}

function initialize(talk: Talk, random: Random): Message {
  const capabilities = random.one(3)
    ? {}
    : {
        general: { positionEncodings: random.pick([["utf-16"], ["utf-8"], ["utf-32"], [], ["odd"]]) },
        textDocument: { diagnostic: {}, codeAction: { dataSupport: true, resolveSupport: { properties: ["edit"] } } },
        workspace: { configuration: random.one(2), workspaceFolders: true, diagnostics: { refreshSupport: true } },
      };
  const folders = random.pick([undefined, null, [], [{ uri: "file:///w", name: "w" }], [{ uri: "odd:", name: "" }]]);
  return {
    jsonrpc: "2.0",
    id: talk.nextId(),
    method: "initialize",
    params: { processId: null, rootUri: random.one(2) ? "file:///w" : null, workspaceFolders: folders, capabilities },
  };
}

const methods = [
  "textDocument/diagnostic",
  "textDocument/codeAction",
  "textDocument/hover",
  "textDocument/completion",
  "textDocument/codeLens",
  "textDocument/definition",
  "codeAction/resolve",
  "codeLens/resolve",
  "workspace/executeCommand",
  "workspace/diagnostic",
  "workspace/symbol",
  "initialize",
  "tenet/page",
  "tenet/scan",
  "no/such",
  "$/odd",
  "",
];
const notifications = [
  "textDocument/didSave",
  "textDocument/didClose",
  "workspace/didChangeConfiguration",
  "workspace/didChangeWatchedFiles",
  "workspace/didChangeWorkspaceFolders",
  "initialized",
  "$/setTrace",
  "$/cancelRequest",
  "$/odd",
  "no/such",
];
const odd: readonly unknown[] = [null, 0, -1, 1e300, "", "x", [], {}, true, [null], { uri: 5 }, { line: "a" }, 2 ** 31];

/** One message, mostly one that an editor could send. */
function anything(world: FuzzWorld, random: Random, talk: Talk): unknown {
  switch (random.below(12)) {
    case 0:
    case 1:
      return opening(world, random, talk);
    case 2:
    case 3:
    case 4:
      return change(world, random, talk);
    case 5:
    case 6:
    case 7:
      return { jsonrpc: "2.0", id: talk.nextId(), method: random.pick(methods), params: params(random, talk) };
    case 8:
      return notification(random.pick(notifications), params(random, talk));
    case 9:
      return notification("$/cancelRequest", { id: random.one(4) ? random.pick(odd) : talk.newest });
    case 10:
      return { jsonrpc: "2.0", id: 900_000 + random.below(9), result: random.pick(odd) };
    default:
      // A body that is no message.
      return random.pick<unknown>([null, 5, [], "{", "\u0000", '"x"', "{}", { jsonrpc: "1.0" }, { id: null }, [1, 2]]);
  }
}

function opening(world: FuzzWorld, random: Random, talk: Talk): Message {
  const seeds: readonly Seed[] = random.pick([...world.seeds.values()]);
  const seed = random.pick(seeds);
  const text = mutate(seed.text, random, materialOf(world, seeds, random));
  const uri = random.one(10)
    ? random.pick(["untitled:a", "odd:/x", "", "file://", "file:///w/%zz", "vscode-notebook-cell:/a#b"])
    : `file:///w/${encodeURI(seed.path)}`;
  talk.uris.push(uri);
  const textDocument = {
    uri,
    languageId: random.one(6) ? random.pick(odd) : "plaintext",
    version: random.one(4) ? random.pick(odd) : random.below(9),
    text: random.one(60) ? random.pick(odd) : random.one(40) ? text.repeat(20) : text,
  };
  return notification("textDocument/didOpen", random.one(30) ? random.pick(odd) : { textDocument });
}

function change(world: FuzzWorld, random: Random, talk: Talk): Message {
  const textDocument = { uri: random.pick(talk.uris), version: random.one(4) ? random.pick(odd) : random.below(99) };
  const one = (): unknown => {
    if (random.one(12)) return random.pick(odd);
    const range = { start: position(random), end: position(random) };
    const text = random.one(40) ? random.pick(odd) : random.pick(world.words);
    return random.one(8) ? { text } : { range, text };
  };
  const contentChanges = random.one(30) ? random.pick(odd) : Array.from({ length: random.below(4) }, one);
  return notification("textDocument/didChange", { textDocument, contentChanges });
}

function position(random: Random): unknown {
  if (random.one(12)) return random.pick(odd);
  const number = (): unknown => (random.one(15) ? random.pick(odd) : random.below(random.one(4) ? 5000 : 12));
  return { line: number(), character: number() };
}

function params(random: Random, talk: Talk): unknown {
  if (random.one(8)) return random.pick(odd);
  const range = { start: position(random), end: position(random) };
  const uri = random.pick(talk.uris);
  return {
    textDocument: random.one(15) ? random.pick(odd) : { uri, version: 1 },
    position: position(random),
    range,
    context: random.one(10) ? random.pick(odd) : { diagnostics: [], only: random.one(3) ? ["quickfix"] : undefined },
    previousResultId: random.one(3) ? random.pick(odd) : undefined,
    uri,
    data: random.one(2) ? random.pick(odd) : { uri, index: 0 },
    settings: { tenet: random.pick(odd) },
    changes: random.one(4) ? random.pick(odd) : [{ uri, type: 1 }],
    event: { added: random.one(4) ? random.pick(odd) : [], removed: [] },
    command: random.pick(["tenet.improve", "", 5]),
    arguments: random.pick(odd),
    value: "off",
  };
}
