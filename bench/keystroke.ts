// Prints, as JSON, how long the engine needs from a changed text to its findings, warm, for files of 10,000 lines.
import { diskHost } from "../server/src/disk.js";
import { setGrammarSource } from "../server/src/document/grammar-source.js";
import { Project } from "../server/src/project/project.js";

const rounds = 30;

const nginx = `http {\n${Array.from(
  { length: 1250 },
  (_, i) => `  server {
    listen 443 ssl;
    server_name s${i}.example.com;
    location / {
      proxy_pass http://127.0.0.1:80${i % 90};
      add_header X-Content-Type-Options nosniff always;
    }
  }
`,
).join("")}}\n`;

const typescript = Array.from(
  { length: 1250 },
  (_, i) => `export async function load${i}(id: string): Promise<number> {
  const reply = await fetch(\`https://api.example.com/items/\${id}?page=${i}\`);
  if (!reply.ok) {
    throw new Error("item " + id + " could not be read");
  }
  const { total } = (await reply.json()) as { total: number };
  return total * ${i};
}
`,
).join("");

const withHit = `${typescript}\nconst agent = new https.Agent({ rejectUnauthorized: true });\n`;

async function main(): Promise<void> {
  const host = diskHost();
  setGrammarSource(host.grammar);
  const project = await Project.open(host, { root: "/bench", noConfig: true });
  const results: { name: string; ms: number[] }[] = [];
  for (const [name, path, text] of [
    ["nginx, 10,000 lines", "/bench/nginx.conf", nginx],
    ["TypeScript, 10,000 lines, no rule's word in it", "/bench/a.ts", typescript],
    ["TypeScript, 10,000 lines, a rule's word in it", "/bench/b.ts", withHit],
  ] as const) {
    const ms: number[] = [];
    for (let round = 0; round < rounds + 5; round++) {
      const at = Math.floor(text.length * (0.2 + 0.02 * round));
      const start = performance.now();
      await project.lintText(path, `${text.slice(0, at)} ${text.slice(at)}`);
      if (round >= 5) ms.push(performance.now() - start);
    }
    results.push({ name, ms });
  }
  process.stdout.write(JSON.stringify(results));
}

await main();
