// Loaded into the language server by NODE_OPTIONS: answers a signal with its memory after a full collection.
const { writeFileSync } = require("node:fs");
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const file = process.env.TENET_MEMORY;
if (file && /server\.js$/.test(process.argv[1] ?? ""))
  process.on("SIGUSR2", () => {
    collect();
    collect();
    writeFileSync(file, JSON.stringify({ pid: process.pid, ...process.memoryUsage() }));
  });
