// Asks the real scanner, as a program of its own: node scan.mjs SCANNER < requests. A request and an answer are a line of
// JSON each: {host, ports} → {grade, score, tests: {name: [result, modifier]}} or {error}. `ports` says on which port of
// this machine each port of the web is; every connection stays here.
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

let ports = {};
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const normalized = Array.isArray(args[0]);
  const options = normalized ? args[0][0] : args[0];
  // Port 1 is closed: nothing listens on the one that is meant.
  const local = { ...options, host: "127.0.0.1", port: ports[options.port] ?? 1, lookup: undefined };
  if (!normalized) return connect.call(this, local, ...args.slice(1));
  args[0][0] = local;
  return connect.apply(this, args);
};

const { scan } = await import(pathToFileURL(process.argv[2]).href);
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  ports = request.ports;
  process.stdout.write(`${JSON.stringify(await answer(request.host))}\n`);
}

async function answer(host) {
  try {
    const { scan: total, tests } = await scan(host);
    return {
      grade: total.grade,
      score: total.score,
      tests: Object.fromEntries(
        Object.entries(tests).map(([name, { result, scoreModifier }]) => [name, [result, scoreModifier]]),
      ),
    };
  } catch (error) {
    return { error: error.message };
  }
}
