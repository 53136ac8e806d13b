import assert from "node:assert/strict";
import { type Document, Document as DocumentClass } from "../../server/src/document/document.js";
import { Node } from "../../server/src/document/node.js";
import { analyseText } from "../../server/src/secrets/analysis.js";
import { base62, crc32 } from "../../server/src/secrets/checksum.js";
import { described, facts, place, redacted } from "../../server/src/secrets/facts.js";
import { credentials, defaultPasswords, masked } from "../../server/src/secrets/index.js";
import { body, hexadecimal as hex } from "./planted.js";
import { loadTables } from "./tables.js";

function document(path: string, text: string): Document {
  const range = { start: 0, end: text.length };
  return new DocumentClass({
    path,
    text,
    format: { id: "text", groups: ["text"], parse: () => assert.fail() },
    root: new Node({ kind: "file", name: "", range }),
  });
}

/** `kind confidence value` of all that is found, credentials first. */
function found(path: string, text: string): string[] {
  const { credentials: secrets, defaults } = analyseText(path, text);
  return [
    ...secrets.map((one) => `${one.kind} ${one.confidence} ${text.slice(one.start, one.end)}`),
    ...defaults.map((one) => `${one.weakness} ${one.confidence} ${text.slice(one.start, one.end)}`),
  ];
}

describe("secrets: providers' tokens", () => {
  before(loadTables);

  const thirty = body(30);
  const valid = `ghp_${thirty}${base62(crc32(thirty))}`;
  const wrong = `ghp_${thirty}${base62(crc32(thirty) ^ 1)}`;

  it("proves a GitHub token by its checksum and doubts one with a wrong checksum", () => {
    assert.deepEqual(found("a.txt", `x ${valid} y`), [`provider-token certain ${valid}`]);
    assert.deepEqual(found("a.txt", `x ${wrong} y`), [`provider-token possible ${wrong}`]);
    assert.deepEqual(found("test/a.js", `f("${valid}")`), [`provider-token certain ${valid}`]);
  });

  it("wants the whole token and nothing around it", () => {
    assert.deepEqual(found("a.txt", `${valid}x`), []);
    assert.deepEqual(found("a.txt", `x${valid}`), []);
    assert.deepEqual(found("a.txt", `\\n${valid}`), [`provider-token certain ${valid}`]);
  });

  const shapes: [string, string][] = [
    ["Grafana", `glsa_${body(32)}_`],
    ["GitLab", `glpat-${body(20)}`],
    ["AWS access key id", `AKIA${body(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`],
    ["Slack", `xoxb-${body(12, "0123456789")}-${body(24)}`],
    ["Stripe", `sk_${"live"}_${body(24)}`],
    ["SendGrid", `SG.${body(22)}.${body(43)}`],
    ["DigitalOcean", `dop_v1_${hex(64)}`],
    ["Mailchimp", `${hex(32)}-us12`],
    ["OpenAI", `sk-${body(20)}T3Blbk${"FJ"}${body(20)}`],
    ["Telegram", `${body(9, "123456789")}:AA${body(33)}`],
    ["Terraform Cloud", `${body(14)}.atlasv1.${body(64)}`],
    ["Doppler", `dp.pt.${body(43)}`],
    ["npm", `npm_${thirty}${base62(crc32(thirty))}`],
    ["Vercel", `vca_${body(56)}`],
    ["Sourcegraph", `sgp_local_${hex(40)}`],
    ["OpenRouter", `sk-or-v1-${hex(64)}`],
    ["LangSmith", `lsv2_pt_${hex(32)}_${hex(10)}`],
    ["NVIDIA", `nvapi-${body(64)}`],
    ["NuGet", `oy2${body(43, "abcdefghijklmnopqrstuvwxyz234567")}`],
    ["Clojars", `CLOJARS_${body(60, "abcdefghijklmnopqrstuvwxyz0123456789")}`],
    ["Infracost", `ico-${body(32)}`],
    ["Cloudflare Origin CA", `v1.0-${hex(24)}-${hex(146)}`],
  ];
  for (const [provider, token] of shapes) {
    it(`knows ${provider}`, () => {
      let whole = token;
      if (provider === "Grafana") {
        const crc = crc32(token.slice(0, -1));
        for (let byte = 0; byte < 4; byte++) whole += ((crc >>> (8 * byte)) & 255).toString(16).padStart(2, "0");
      }
      const [one, ...others] = analyseText("a.txt", `value ${whole} end`).credentials;
      assert.equal(one?.provider, provider);
      assert.equal(one?.confidence, "certain");
      assert.equal(others.length, 0);
    });
  }

  it("knows tokens without a mark of their own by the name beside them", () => {
    const key = body(44);
    assert.deepEqual(found("a.txt", `ibm_cloud_iam-key: ${key}`), [`provider-token likely ${key}`]);
    assert.deepEqual(found("a.txt", `"softlayer_key" := "${hex(64)}"`), [`provider-token likely ${hex(64)}`]);
    assert.deepEqual(found("a.txt", `ibm_monkeys: ${key}`), []);
  });

  it("leaves documented examples alone", () => {
    assert.deepEqual(found("a.ini", `aws_access_key_id = AKIA${"IOSFODNN7"}EXAMPLE`), []);
    assert.deepEqual(found("a.md", `https://hooks.slack.com/services/T00000000/B00000000/${"X".repeat(24)}`), []);
  });
});

describe("secrets: structures", () => {
  before(loadTables);

  it("takes a private key only with its body", () => {
    const key = `-----BEGIN ${"PRIVATE"} KEY-----\n${body(64)}\n${body(64)}\n-----END ${"PRIVATE"} KEY-----`;
    assert.deepEqual(found("a.pem", `${key}\n`), [`private-key certain ${key}`]);
    assert.deepEqual(found("a.py", `if line.startswith("-----BEGIN ${"PRIVATE"} KEY-----"):`), []);
    assert.deepEqual(found("a.pem", key.replaceAll("PRIVATE", "PUBLIC")), []);
  });

  it("finds passwords in addresses and leaves host and port alone", () => {
    assert.deepEqual(found("a.py", 'u = "amqp://shop:zk4-wrxq-81@mq.internal:5672/"'), [
      "url-password likely zk4-wrxq-81",
    ]);
    assert.deepEqual(found("a.py", 'u = "http://host:8080/path?mail=a@b"'), []);
    assert.deepEqual(found("a.py", 'u = f"amqp://{user}:{password}@{host}"'), []);
    assert.deepEqual(found("a.md", "see https://user:password@example.com"), []);
  });

  it("finds what stands beside a user in netrc and on command lines", () => {
    assert.deepEqual(found(".netrc", "machine shop.internal login bot password tq81-xkcv-wm\n"), [
      "netrc likely tq81-xkcv-wm",
    ]);
    assert.deepEqual(found(".pgpass", "# all\ndb.internal:5432:*:shop:tq81-xkcv-wm\n"), ["pgpass likely tq81-xkcv-wm"]);
    assert.deepEqual(found("a.sh", "mysql -u shop -ptq81xkcvwm orders"), ["command-line likely tq81xkcvwm"]);
    assert.deepEqual(found("a.sh", 'mysql -u shop -p"$PW" orders; psql -p 5432'), []);
  });
});

describe("secrets: names and values", () => {
  before(loadTables);

  const secret = "tq81-xkcv-wm";
  for (const [path, text] of [
    ["a.go", `Password: "${secret}",`],
    ["a.ts", `const password: string = "${secret}";`],
    ["a.kt", `val dbPassword = "${secret}"`],
    ["a.rb", `:password => '${secret}',`],
    ["a.php", `define('DB_PASSWORD', '${secret}');`],
    ["a.cs", `<add key="SmtpPassword" value="${secret}" />`],
    ["pom.xml", `<password>${secret}</password>`],
    ["a.yml", `password: ${secret}  # rotate`],
    ["a.yml", `users: [{user: shop, password: ${secret}}]`],
    ["a.tf", `  password = "${secret}"`],
    ["Dockerfile", `ENV DB_PASSWORD ${secret}`],
    ["a.json", `{"name": "DB_PASSWORD", "value": "${secret}"}`],
    ["a.json", `{"script": "export DB_PASSWORD=${secret}\\nrun"}`],
    ["a.sh", `tool --password ${secret} --verbose`],
    ["a.swift", `if password == "${secret}" {`],
    ["a.cnf", `password "${secret}";`],
    ["a.js", `if ("${secret}" === request.body.password) {`],
    ["a.java", `if ("${secret}".equals(password)) {`],
    ["a.c", `char password[25] = "${secret}";`],
    ["a.env", `PASSWORD_SHOP=${secret}9Xq`.slice(0, -3)],
    ["a.yml", `env:\n  - name: SMTP_PASS_ALERTS\n    value: ${secret}`],
    ["a.tf", `user_data = <<EOF\nexport DB_PASSWORD=${secret}\nEOF\n`],
    ["a.py", `conn = """\nhost=db user=shop password=${secret}\n"""`],
  ] as const) {
    it(`reads ${text.replace(secret, "…")} in ${path}`, () => {
      assert.deepEqual(found(path, text), [`named-value likely ${secret}`]);
    });
  }

  for (const [path, text] of [
    ["a.js", 'const password = "Please enter your password";'],
    ["a.js", 'const passwordField = "#login-password";'],
    ["a.js", 'i18n = { password: "Passwort", newPassword: "Neues Passwort" };'],
    ["a.js", "const password = `${prefix}-${id}`;"],
    ["a.js", 'const token = "a" + suffix;'],
    ["a.js", 'props.key = "menu-item-1a2b3c";'],
    ["a.py", 'password = "{}:{}".format(a, b)'],
    ["a.py", 'secret = read("/run/secrets/db")'],
    ["a.js", 'if ("password" === field.password) {'],
    ["a.pl", "my %map = (user => 'username', pass => 'password');"],
    ["a.sh", "PWD=`pwd`"],
    ["a.sh", "PASSWORD=`cat /run/password`"],
    ["a.js", "const key = jwt.sign(claims, process.env.COOKIE_KEY);"],
    ["a.js", 'createHmac("sha256", key).update("tq81-xkcv-wm")'],
    ["a.js", `key: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${"xk4Q".repeat(20)}"`],
    ["a.tf", "password = random_password.main.result"],
    ["a.tf", "password = local.is_primary9x7 ? null : other-q7x2"],
    ["a.yml", "password: {{ vault_db_password }}"],
    ["a.yml", "password: !vault |"],
    ["a.yml", "secretName: shop-tls-9f8c2e71"],
    ["a.json", '"integrity-key": "sha512-9f8c2e71b0a64d35"'],
    ["a.env", "DB_PASSWORD=<your password>"],
    ["a.env", "DB_PASSWORD=xxxxxxxxxxxx"],
    ["a.env", "PROXY_PASS_HEADER=tq81-xkcv-wm"],
    ["a.env", "SSH_PASS_CODE=tq81-xkcv-wm"],
    ["locales/de.json", '{ "password": "kq7wz0vbx2hh4mt9" }'],
    ["package-lock.json", `{ "password": "${"tq81-xkcv-wm"}" }`],
  ] as const) {
    it(`leaves ${text} alone`, () => {
      assert.deepEqual(found(path, text), []);
    });
  }

  it("is less sure in tests and comments", () => {
    assert.deepEqual(found("src/test/a.js", `password = "${secret}"`), [`named-value possible ${secret}`]);
    assert.deepEqual(found("src/a.js", `// password = "${secret}"`), [`named-value possible ${secret}`]);
    const line = `password = "${secret}"`;
    assert.deepEqual(found("a.js", `a("src/*.js")\n${line}\n/* x\n${line} */\n/* y */\n${line}\nb("*/")\n${line}\n`), [
      `named-value likely ${secret}`,
      `named-value possible ${secret}`,
      `named-value likely ${secret}`,
      `named-value likely ${secret}`,
    ]);
  });
});

describe("secrets: guessable passwords", () => {
  before(loadTables);

  it("knows vendors' pairs, repeated users, common words and fallbacks", () => {
    assert.deepEqual(found("a.env", "RABBITMQ_DEFAULT_USER=guest\nRABBITMQ_DEFAULT_PASS=guest\n"), [
      "vendor-default likely guest",
    ]);
    assert.deepEqual(found("a.env", "DB_USER=orders\nDB_PASSWORD=orders\n"), ["same-as-user likely orders"]);
    assert.deepEqual(found("a.env", "MYSQL_ROOT_PASSWORD=changeme\n"), ["common likely changeme"]);
    assert.deepEqual(found("a.py", 'os.environ.get("DB_PASSWORD", "opensesame")'), ["fallback likely opensesame"]);
    assert.deepEqual(found("a.env", "DB_PASSWORD=${DB_PASSWORD:?}\nMYSQL_ROOT_PASSWORD=\n"), []);
  });

  it("reads defaults of templates", () => {
    assert.deepEqual(found("a.yaml", 'value: {{ .Values.db.password | default "opensesame" | quote }}'), [
      "fallback likely opensesame",
    ]);
    assert.deepEqual(found("a.yaml", 'value: {{ default "opensesame" .Values.db.password }}'), [
      "fallback likely opensesame",
    ]);
    assert.deepEqual(found("a.j2", "password={{ db_password | default('opensesame') }}"), [
      "fallback likely opensesame",
    ]);
    assert.deepEqual(found("a.yaml", 'value: {{ .Values.db.password | default "" | quote }}'), []);
  });

  it("names a product only where the file shows it", () => {
    const product = (path: string, text: string): (string | undefined)[] =>
      analyseText(path, text).defaults.map((one) => `${one.weakness} ${one.product}`);
    assert.deepEqual(product("a.env", "LOGIN=admin\nPASSWORD=admin\n"), ["known-pair undefined"]);
    assert.deepEqual(product("a.env", "GRAFANA_USER=admin\nGRAFANA_PASSWORD=admin\n"), ["vendor-default Grafana"]);
    assert.deepEqual(product("a.env", "PG_USER=postgres\nPG_PASSWORD=postgres\n"), ["vendor-default PostgreSQL"]);
  });

  it("is sure of an administrator that fills a new database", () => {
    const text = 'User.create!(login: "admin", password: "changeme")';
    assert.deepEqual(found("db/seeds.rb", text), ["known-pair likely changeme"]);
    assert.deepEqual(found("db/seeds.rb", text.replace("admin", "shop")), ["common possible changeme"]);
  });

  it("knows which argument is the secret", () => {
    assert.deepEqual(found("a.py", 'auth=HTTPBasicAuth("shop", "tq81-xkcv-wm")'), ["argument likely tq81-xkcv-wm"]);
    assert.deepEqual(found("a.java", 'DriverManager.getConnection(url, "shop", "tq81-xkcv-wm")'), [
      "argument likely tq81-xkcv-wm",
    ]);
    assert.deepEqual(found("a.js", 'jwt.verify(token, "secret")'), ["common likely secret"]);
    assert.deepEqual(found("a.md", 'jwt.verify(token, "secret")'), ["common possible secret"]);
  });

  it("says why a file was not searched", () => {
    const text = `{ "password": "${"tq81-xkcv-wm"}" }`;
    assert.equal(
      credentials.skipped?.(document("package-lock.json", text)),
      "whether it holds secrets (a lock file, translation or generated file)",
    );
    assert.equal(credentials.skipped?.(document("a.json", text)), undefined);
  });

  it("takes one secret for one finding", () => {
    const text = "DATABASE_URL=postgres://postgres:postgres@db/shop\n";
    assert.deepEqual(found("a.env", text), ["vendor-default likely postgres"]);
  });
});

describe("secrets: hygiene", () => {
  before(loadTables);

  const planted = [`ghp_${body(36)}`, "tq81-xkcv-wm", "zk4-wrxq-81", "opensesame"];
  const text = `token: ${planted[0]}\npassword: ${planted[1]}\nurl: amqp://shop:${planted[2]}@mq/\npw: \${DB_PASSWORD:-${planted[3]}}\n`;

  it("tells nothing of a secret beyond its length and its public prefix", () => {
    const doc = document("a.yml", text);
    const nodes = [...credentials.find(doc), ...defaultPasswords.find(doc)];
    assert.equal(nodes.length, 4);
    for (const node of nodes) {
      const told = [node.kind, node.name, described(node), place(node), redacted(node)];
      for (const fact of facts) {
        try {
          told.push(String(fact.handler(node)));
        } catch {
          // Not told.
        }
      }
      for (const secret of planted) assert.ok(!told.some((one) => one.includes(secret.slice(4))), told.join("\n"));
      const { start, end } = node.range;
      assert.equal(node.values[0]!.text, text.slice(start, end));
    }
    const hidden = masked("a.yml", text);
    assert.equal(hidden.length, text.length);
    for (const secret of planted) assert.ok(!hidden.includes(secret.slice(4)));
    assert.equal(redacted(nodes[0]!), "ghp_… (40 characters)");
  });
});
