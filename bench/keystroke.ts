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

/** What hosts of a reverse proxy look like: 300 of them, each with its redirect. */
const hosts = `http {\n  server_tokens off;\n  ssl_protocols TLSv1.2 TLSv1.3;\n${Array.from(
  { length: 300 },
  (_, i) => `  server {
    listen 80;
    server_name h${i}.example.com;
    return 301 https://h${i}.example.com$request_uri;
  }
  server {
    listen 443 ssl;
    server_name h${i}.example.com;
    ssl_certificate /etc/letsencrypt/live/h${i}.example.com/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/h${i}.example.com/privkey.pem;
    add_header Strict-Transport-Security "max-age=63072000" always;
    add_header Content-Security-Policy "default-src 'self'; frame-ancestors 'none'" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy no-referrer always;
    access_log /var/log/nginx/h${i}.log;
    client_max_body_size 20m;
    location / {
      proxy_pass http://127.0.0.1:80${i % 90};
      proxy_set_header Host h${i}.example.com;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_read_timeout 60s;
    }
    location /static/ {
      root /srv/h${i};
      expires 7d;
    }
    location = /health {
      return 204;
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
    ["nginx, 10,000 lines, 600 servers", "/bench/hosts.conf", hosts],
    ["nginx, 10,000 lines, 1,250 servers with a finding each", "/bench/nginx.conf", nginx],
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
