/** A body without meaning, the same each time: what looks like a token is put together and never written. */
export function body(
  length: number,
  alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
): string {
  let state = 12345;
  let out = "";
  while (out.length < length) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    out += alphabet[(state >> 8) % alphabet.length];
  }
  return out;
}

/** The same in lower-case hexadecimal digits. */
export function hexadecimal(length: number): string {
  return [...body(length)].map((char, at) => ((char.charCodeAt(0) * 7 + at * at) % 16).toString(16)).join("");
}

const key = `-----BEGIN ${"PRIVATE"} KEY-----\n${body(64)}\n${body(64)}\n-----END ${"PRIVATE"} KEY-----`;

/** Secrets of every kind the detector knows, none of which may appear in anything that tenet writes. */
export const planted: Readonly<Record<string, string>> = {
  token: `ghp_${body(36)}`,
  password: "ny62-jxvq-ht",
  inAddress: "fj8-qzxw-53",
  fallback: "vb93-qqpz-rt",
  argument: "mw27-kkxh-zd",
  compared: "hd55-wzzp-lk",
  doubtful: "rk68-zzwt-pq",
  encoded: "eHY3NC1xbHBzLW1o",
  command: "gx30-vvkt-sn",
  key: body(64),
  header: hexadecimal(40),
};

/** A project that holds all of them, with other mistakes on the same lines. */
export const leaky: Readonly<Record<string, string>> = {
  "app.js": [
    `const token = "${planted.token}";`,
    `connect({ user: "shop", password: "${planted.password}" });`,
    `const url = "amqp://shop:${planted.inAddress}@mq.internal/";`,
    `const secret = process.env.SESSION_SECRET || "${planted.fallback}";`,
    `const cookie = jwt.sign({ id }, "${planted.argument}");`,
    `if ("${planted.compared}" === password) grant();`,
    `https.request({ rejectUnauthorized: false, auth: "shop:${planted.password}" });`,
    `// password = "${planted.doubtful}"`,
    "",
  ].join("\n"),
  Dockerfile: `FROM debian\nENV DB_PASSWORD=${planted.password}\nARG API_TOKEN=${planted.inAddress}\nRUN curl -k -u shop:${planted.command} http://shop.internal/a | sh\n`,
  "deploy.yaml": `apiVersion: v1\nkind: Secret\nmetadata: { name: shop }\ndata:\n  db-password: ${planted.encoded}\n`,
  "compose.yaml": `services:\n  db:\n    image: postgres\n    privileged: true\n    environment:\n      POSTGRES_PASSWORD: ${planted.password}\n      POSTGRES_URL: postgres://shop:${planted.inAddress}@db/shop\n`,
  ".env": `SESSION_SECRET=${planted.password}\nDATABASE_URL=postgres://shop:${planted.inAddress}@db/shop\n`,
  "main.tf": `resource "aws_db_instance" "main" {\n  password = "${planted.password}"\n  publicly_accessible = true\n}\n`,
  "nginx.conf": `server {\n  listen 80;\n  location / { proxy_set_header Authorization "Bearer ${planted.token}"; proxy_pass http://10.0.0.1; }\n}\n`,
  "server.pem": `${key}\n`,
  "backup.sh": `sshpass -p ${planted.command} ssh root@db\nmysql -u root -p${planted.inAddress} shop\ncurl -k https://shop:${planted.password}@shop.internal/\n`,
  "spring.xml": `<beans><property name="password"><value>${planted.password}</value></property></beans>\n`,
  "vars.yaml": `password: >-\n  ${planted.password}\nsmtp:\n  - value: ${planted.inAddress}\n    name: SMTP_PASSWORD\n`,
  "call.sh": `curl -k -H "X-Api-Key: ${planted.header}" http://shop.internal/\necho ${planted.command} | sudo -S reboot\n`,
  "Source.java": `class A { A() { source.setPassword("${planted.password}"); } }\n`,
  "broken.json": `{ "password": "${planted.password}", \n`,
  "broken.tf": `resource "x" { password = "${planted.password}\n`,
};
