import assert from "node:assert/strict";
import { analyseText } from "../../server/src/secrets/analysis.js";
import { body, hexadecimal } from "./planted.js";
import { loadTables } from "./tables.js";

const secret = "tq81-xkcv-wm";
const hex = hexadecimal(48);

/** What is found in a text at the default confidence, as its values. */
function found(path: string, text: string): string[] {
  const { credentials, defaults } = analyseText(path, text);
  return [...credentials, ...defaults]
    .filter((one) => one.confidence !== "possible")
    .map((one) => text.slice(one.start, one.end));
}

describe("secrets: how settings and languages write them", () => {
  before(loadTables);

  for (const [path, text] of [
    // Names and values apart from each other
    ["pod.yaml", `- name: DB_PASSWORD\n  value: ${secret}\n`],
    ["pod.yaml", `- name: DB_PASSWORD\n  # rotated by hand\n  value: ${secret}\n`],
    ["pod.yaml", `- value: ${secret}\n  name: DB_PASSWORD\n`],
    ["task.json", `{"name": "DB_PASSWORD",\n "type": "secret",\n "value": "${secret}"}`],
    ["task.json", `{"value": "${secret}", "name": "DB_PASSWORD"}`],
    ["a.json", `{"password": {"value": "${secret}"}}`],
    ["a.yml", `password: {value: ${secret}}\n`],
    ["a.yml", `password:\n  value: ${secret}\n`],
    ["a.tf", `variable "db_password" {\n  description = "for {shop}"\n  default     = "${secret}"\n}`],
    ["a.tf", `set_sensitive {\n  name  = "auth.password"\n  value = "${secret}"\n}`],
    // YAML's other ways to write a text
    ["a.yml", `password: >-\n  ${secret}\n`],
    ["a.yml", `db:\n  password: |\n    ${secret}\n`],
    ["a.yml", `password: !!str ${secret}\n`],
    ["a.yml", `password: &shop ${secret}\n`],
    // Sections and values on lines of their own
    ["a.toml", `[db.password]\nrotated = "2026-01-01"\nvalue = "${secret}"\n`],
    ["a.ini", `[password]\nvalue = ${secret}\n`],
    ["a.toml", `[db]\npassword = """\n${secret}"""\n`],
    ["a.json", `{"password":\n    "${secret}"}`],
    // XML
    ["a.xml", `<password>\n  ${secret}\n</password>`],
    ["a.xml", `<password><![CDATA[${secret}]]></password>`],
    ["web.config", `<add name="Db" connectionString="Data Source=db;User Id=shop;Password=${secret};" />`],
    ["web.config", `<machineKey validationKey="${hex}" validation="SHA1" />`],
    ["a.xml", `<entry key="password">${secret}</entry>`],
    ["a.xml", `<property name="password"><value>${secret}</value></property>`],
    ["persistence.xml", `<property name="jakarta.persistence.jdbc.password">${secret}</property>`],
    ["a.plist", `<key>Password</key>\n<string>${secret}</string>`],
    // Connection strings
    ["shop.env", `SHOP_DB=Server=db;User Id=shop;Password=${secret};Encrypt=true\n`],
    ["appsettings.json", `{"ConnectionStrings": {"Db": "Server=db;User Id=shop;Password=${secret};"}}`],
    // Files of well-known programs
    [".pypirc", `[pypi]\nusername = shop\npassword = ${secret}\n`],
    [".npmrc", `//registry.internal/:_authToken=${hex}\n`],
    ["kubeconfig", `users:\n  - name: shop\n    user:\n      token: ${hex}\n`],
    ["a.toml", `password = '''${secret}'''\n`],
    ["shop.service", `[Service]\nEnvironment="DB_PASSWORD=${secret}"\n`],
    // Languages
    ["a.java", `source.setPassword("${secret}");`],
    ["a.rs", `let password: &str = "${secret}";`],
    ["a.rs", `Config::new().user("shop").password("${secret}")`],
    ["a.ts", `class A { password?: string = "${secret}" }`],
    ["a.vb", `Dim password As String = "${secret}"`],
    ["a.py", `password = """${secret}"""`],
    ["a.go", `const password = \`{${secret}}\``],
    ["a.js", `createSecretKey(Buffer.from("${hex}", "hex"))`],
    ["a.go", `var dbPassword string = "${secret}"`],
    ["a.py", `PASSWORD: Final[str] = "${secret}"`],
    ["a.py", `if password == "${secret}":\n    grant()`],
    ["a.js", `const password = given.password || "${secret}"`],
    ["a.sql", `INSERT INTO users (name, \`password\`, age) VALUES ('ann', '${secret}', 3);`],
    [
      "seed.sql",
      "insert into accounts (id, username, password) values (1, 'ann', 'welcome'), (2, 'admin', 'admin123')",
    ],
    // Commands
    ["a.bat", `net use z: \\\\nas\\share ${secret} /user:shop`],
    ["a.bat", `net use z: \\\\nas\\share /user:shop ${secret}`],
    ["a.sh", `http -a shop:${secret} shop.internal`],
    ["a.sh", `mongodump -u shop -p ${secret} --db shop`],
    ["a.sh", `rabbitmqctl add_user shop ${secret}`],
    ["a.sh", `xfreerdp /u:shop /p:${secret} /v:desk`],
    ["a.sh", `curl -H "X-Api-Key: ${hex}" shop.internal`],
    ["a.sh", `curl -H "Authorization: token ${hex}" shop.internal`],
    ["a.sh", `ldapsearch -x -D cn=shop,dc=internal -w ${secret} -b dc=internal`],
    ["a.sh", `openssl rsa -in a.key -passin pass:${secret} -out b.key`],
    ["a.sh", `htpasswd -bc /etc/nginx/users shop ${secret}`],
    ["a.sh", `echo ${secret} | sudo -S apt-get update`],
    ["a.sh", `echo "${secret}" | docker login -u shop --password-stdin`],
    ["a.sh", `smbclient //nas/share -U shop%${secret}`],
    ["a.sh", `lftp -u shop,${secret} ftp.internal`],
    ["a.sh", `az login --service-principal -u shop -p ${secret} --tenant shop`],
    ["a.sh", `aws configure set aws_secret_access_key ${body(40)}`],
    ["a.sh", `kubectl create secret generic db --from-literal=password=${secret}`],
    ["a.md", `CREATE ROLE shop LOGIN PASSWORD '${secret}';`],
  ] as const) {
    it(`finds it in ${path}: ${text.replace(/[0-9A-Za-z]{40,}|tq81-xkcv-wm/g, "…").replace(/\s+/g, " ")}`, () => {
      const [value, ...more] = found(path, text);
      assert.ok(value, "nothing found");
      assert.deepEqual(more, []);
      assert.ok(
        [secret, `{${secret}}`, hex, body(40), `pass:${secret}`, "admin123"].includes(value),
        "not the value alone",
      );
    });
  }

  for (const [path, text] of [
    [
      "pod.yaml",
      `- name: DB_HOST\n  value: ${secret}\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: { name: db, key: p }\n`,
    ],
    [
      "pod.yaml",
      `- name: DB_PASSWORD\n  valueFrom: { secretKeyRef: { name: db, key: p } }\n- name: DB_HOST\n  value: ${secret}\n`,
    ],
    ["strings.xml", `<string name="password">${secret}</string>`],
    ["a.xml", '<property name="password">${db.password}</property>'],
    ["a.yml", "password: >-\n  {{ vault_password }}\n"],
    ["a.yml", `password: *shop\nname: ${secret}\n`],
    ["a.java", `String value = store.getPassword("${secret}");`],
    ["a.java", 'source.setPassword(System.getenv("DB_PASSWORD"));'],
    // What asks something of a password, names it, or is filled in: none of it is a password
    ["a.py", 'password.encode("utf-16le")\npassword = password.decode("UTF-8")\n'],
    ["a.py", `if self.password.lstrip("*LOCKED*") == other: pass`],
    ["a.py", `self.require_setting("cookie_secret", "secure cookies")`],
    ["a.py", `rates = {"reset_password": "20/m"}\ntoken = r'[^()<>@,;?={}\\x20]+'`],
    ["a.py", `dependencies = [("authtoken", "0002_auto_20160226_1747")]`],
    ["a.go", 'type F struct { S3Key S3Key `xml:"S3Key,omitempty"` }'],
    ["a.php", `<?php $o[CURLOPT_USERPWD] = "$value[0]:$value[1]"; $dsn = "sqlite:{$db}";`],
    ["a.php", `<?php $password = '{SHA512-CRYPT.B64}'.base64_encode(crypt($pw, $salt));`],
    ["a.php", `<?php $names = ['ftp_pwd' => 'Safe\\ftp_pwd', 'userPassword' => 'urn:oid:2.5.4.35'];`],
    ["a.php", `<?php $command = $config->getPropertyValue("password", "check");`],
    ["a.php", `<?php $fields = ['http_password' => 'string', 'password' => 'notBlank', 'PW' => 'Palau'];`],
    ["a.php", `<?php $url = '?user='.$_SESSION['username'].'&pass='.$_SESSION['password'];`],
    ["a.php", `<?php if ('sendmail+smtp' === $dsn->getScheme()) {} $dummyPassword = '_web_form_5847ed1b5b8ca';`],
    ["localization/nl_NL/labels.inc", `<?php $labels['password'] = 'Wachtwoord';`],
    ["a.js", `throw new Error('cookieParser("secret") required for signed cookies');`],
    ["a.js", `const emoji = { secret: "\\u3299\\ufe0f" }`],
    ["a.php", `<?php preg_match("~ IDENTIFIED BY PASSWORD '([^']+)~", $row[0], $match);`],
    ["a.inc", `<?php class A { private $jobsPassword = null; function f(string $password): array { return []; } }`],
    [
      "a.rb",
      `if data.match(/-----BEGIN OPENSSH ${"PRIVATE"} KEY-----/)\n  return OpenSSHPrivateKeyType\nelsif data.match(/x/)\n  Loader.raise("OpenSSH keys only supported if ED25519 is available")\nend\n`,
    ],
    ["a.js", `field.password("${secret}", options)`],
    ["a.sh", 'cleandir=$(cd "$cleandir" && pwd) || failed'],
    ["a.md", "log in as 'shop' with password 'wzq81kx' and the realm"],
    ["a.py", `INVALID_PASSWORD = "28P01"`],
    ["a.md", "credentials in an address (`https://user:p%40ss@host`)"],
    ["a.toml", `[password]\nlength = 12\n\n[shop]\nvalue = "${secret}"\n`],
    ["a.sql", `INSERT INTO users (password, note) VALUES (crypt('${secret}', gen_salt('bf')), '${secret}');`],
    ["a.sql", `INSERT INTO users (name, password) VALUES ('ann', '5f4dcc3b5aa765d61d8327deb882cf99');`],
    ["a.bat", "net use z: \\\\nas\\share * /user:shop"],
    ["git-credential.perl", "my %map = (login => 'username', password => 'password');"],
    ["a.sh", 'echo "$PW" | sudo -S apt-get update'],
    ["a.sh", "htpasswd -bc /etc/nginx/users shop $PW"],
    ["a.sh", "htpasswd -c /etc/nginx/users shop-tq81"],
    ["a.sh", 'curl -H "X-Api-Key: $KEY" shop.internal'],
    ["a.sh", "ldapsearch -x -W -D cn=shop -b dc=internal"],
    ["a.md", "CREATE ROLE shop LOGIN PASSWORD 'secret';"],
    ["a.ts", "const size = token ?: width"],
    ["a.vb", "Dim password As String = ReadPassword()"],
  ] as const) {
    it(`finds nothing in ${path}: ${text.replace(/tq81-xkcv-wm/g, "…").replace(/\s+/g, " ")}`, () => {
      assert.deepEqual(found(path, text), []);
    });
  }
});
