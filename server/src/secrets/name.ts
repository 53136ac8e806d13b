/** What a name says its value is. */
export interface NameClass {
  readonly family: "password" | "secret" | "token" | "key" | "auth" | "connection" | "user";
  /** False when the name alone is weak (`key`, `auth`, `token`): the value must then look like a secret. */
  readonly strong: boolean;
}

const password = new Set(
  "password passwd passphrase passcode pwd pass pw psw pswd passwort kennwort motdepasse mdp contrasena contraseña senha parola wachtwoord haslo parole".split(
    " ",
  ),
);
const passwordEnd =
  /(?:password|passwd|passphrase|passcode|pwd|userpass|dbpass|sshpass|mypass|rootpw|bindpw|adminpw|rootpass|adminpass|requirepass|masterauth|dnpass|keypass|storepass|authpass|smtppass|ftppass|mailpass|phpass|contrasena|passwort)$/;
const secretEnd = /(?:secret|secrete|secretkey|privatekey|private_key)$/;
const tokenEnd =
  /(?:authtoken|accesstoken|apitoken|bearertoken|refreshtoken|usertoken|bottoken|oauthtoken|sessiontoken|idtoken|token)$/;
const keyEnd =
  /(?:apikey|accesskey|secretkey|authkey|appkey|encryptionkey|signingkey|masterkey|nkey|servicekey|consumerkey|accountkey|deploykey|clientkey|validationkey|decryptionkey)$/;

/** Segments that may follow without changing what the value is: `password2`, `TOKEN_PROD`. */
const neutral = new Set(
  "value val str string plain plaintext raw literal b64 base64 hex prod production dev develop staging stage old new orig original current default test base confirmation confirm again repeat retype".split(
    " ",
  ),
);

/** A name that ends in one of these is about the secret and does not hold it. */
const about = new Set(
  (
    "name names id ids uid uuid url urls uri path paths file files filename filepath dir directory folder field fields label labels type types kind length len size " +
    "min max minimum maximum policy policies hint prompt placeholder title text message messages msg description desc error errors header headers param params parameter " +
    "prefix suffix format regex regexp pattern algorithm algo hash hashed md5 sha sha1 sha256 digest salt expiry expires expiration expire ttl count number index idx column columns " +
    "alias aliases endpoint version enabled enable disabled required ref reference arn env var variable keyid date time timestamp at age timeout interval limit strength score " +
    "store storage provider manager service class method function handler callback validator validation generator factory builder helper helpers reset recovery input element selector button link form page view template " +
    "model schema table map list array set dict status state flag mode option options config settings rule rules usage example location source target owner role roles scope scopes group groups " +
    "encoder encoding encryptor cipher checksum fingerprint thumbprint certificate cert certs crt pem size bits bytes usage rotation permission permissions attribute attributes property properties " +
    "code codes symbol separator delimiter char character event events count regexp locator xpath css icon color image"
  ).split(" "),
);

/** A name with one of these anywhere names something else. */
const otherThing = new Set(
  (
    "public pub csrf xsrf primary foreign sort partition cache next pagination keyboard keycode keydown keyup keypress monkey turkey author authors authored bypass compass " +
    "passenger passport tokenizer tokenize tokens lexer parser syntax idempotency translation i18n locale label placeholder shortcut hotkey keypath keyframe keyframes keyword keywords foreignkey object " +
    "storybook registry? surrogate natural composite dedupe dedup datakey bypassed passed passing passes pubkey publickey nonce encrypted wrapped release gpg pgp recaptcha sitekey publishable anon fingerprint " +
    // Kinds of mistakes: `INVALID_PASSWORD = "28P01"`.
    "invalid wrong incorrect missing mismatch"
  ).split(" "),
);

const strongKey = new Set(
  (
    "api access secret private encryption encrypt signing sign signature master account subscription storage shared auth authentication client app application consumer service deploy crypto cipher aes hmac jwt " +
    "session cookie server rsa ssh recovery webhook integration license tsig admin root rapid maps sdk write developer dev bot project"
  ).split(" "),
);

/** The words of an identifier in lower case: `dbPassword2`, `DB_PASSWORD-2` → db, password, 2. */
export function segments(name: string): string[] {
  const out: string[] = [];
  const shape = /[A-Z]+(?![a-z])|[A-Z]?[a-z\u00df-\u024f]+|\d+|[\u0400-\u9fff\uac00-\ud7a3]+/g;
  for (const match of name.matchAll(shape)) out.push(match[0].toLowerCase());
  return out;
}

const known = new Map<string, NameClass | undefined>();

/** What the value of a variable, key or option of this name is, undefined when it is no secret. */
export function classifyName(name: string): NameClass | undefined {
  // The same few names come again and again.
  if (known.has(name)) return known.get(name);
  if (known.size >= 2000) known.clear();
  const result = classify(name);
  known.set(name, result);
  return result;
}

function classify(name: string): NameClass | undefined {
  if (/^(?:密码|пароль|비밀번호|パスワード|parol)$/i.test(name)) return { family: "password", strong: true };
  const all = segments(name);
  let end = all.length;
  while (end > 1 && (neutral.has(all[end - 1]!) || /^\d+$/.test(all[end - 1]!))) end--;
  const last = all[end - 1];
  if (!last) return undefined;
  if (about.has(last)) return undefined;
  for (const segment of all) if (otherThing.has(segment)) return undefined;
  const before = all[end - 2] ?? "";
  const joined = before + last;

  if (/^(?:dsn|connectionstring|connstring|connstr|databaseurl|jdbcurl)$/.test(joined) || last === "dsn") {
    return { family: "connection", strong: true };
  }
  if (last === "pass" || last === "pw" || last === "psw") {
    if (
      end > 1 &&
      /^(?:by|com|tres|over|under|sur|one|two|first|second|render|multi|single|low|high|band|proxy|fastcgi|uwsgi|scgi|grpc|memcached)$/.test(
        before,
      )
    )
      return undefined;
    return { family: "password", strong: true };
  }
  if (password.has(last) || passwordEnd.test(last)) return { family: "password", strong: true };
  if (last === "word" && before === "pass") return { family: "password", strong: true };
  if (last === "phrase" && before === "pass") return { family: "password", strong: true };
  if (secretEnd.test(last)) return { family: "secret", strong: true };
  if (last === "token" || tokenEnd.test(last)) {
    const strong =
      last !== "token" ||
      /^(?:auth|authentication|access|api|bearer|refresh|bot|oauth|personal|secret|security|id|session|deploy|user|app|admin|service|registry|github|gitlab|slack|npm|vault|client)$/.test(
        before,
      );
    return { family: "token", strong };
  }
  if (last === "key") {
    if (before === "private" || before === "secret") return { family: "secret", strong: true };
    return { family: "key", strong: strongKey.has(before) };
  }
  if (keyEnd.test(last)) return { family: "key", strong: true };
  if (/^(?:credential|credentials|creds)$/.test(last)) return { family: "auth", strong: false };
  if (/^(?:auth|authorization|oauth)$/.test(last)) return { family: "auth", strong: false };
  if (/^(?:api)$/.test(last) && end > 1) return { family: "auth", strong: false };
  // `password_for_root`, `secret_of_x`: the noun stands first.
  if (/^(?:for|of)$/.test(all[1] ?? "") && password.has(all[0]!)) return { family: "password", strong: false };
  return nounFirst(all.slice(0, end));
}

/** Services whose name before `pass` leaves no doubt what is meant: `db_pass_replica`, `SMTP_PASS_ALERTS`. */
const services = new Set(
  "db database mysql mariadb pg postgres postgresql mongo mongodb redis rabbitmq mssql oracle smtp imap mail ftp sftp ldap ssh admin root".split(
    " ",
  ),
);
const noQualifier = /^(?:through|thru|rate|over|by|on|off|ok|only|check|fail|failed|word|phrase|code|cmd|command)$/;

/** `API_KEY_STRIPE`, `password_shop`: what it is for stands behind. The value must then look like a secret. */
function nounFirst(all: readonly string[]): NameClass | undefined {
  const [service, pass, qualifier] = all.slice(-3);
  if (all.length > 2 && pass === "pass" && services.has(service!) && !noQualifier.test(qualifier!))
    return { family: "password", strong: true };
  for (let i = Math.max(0, all.length - 3); i < all.length - 1; i++) {
    const noun = all[i]!;
    if (all.slice(i + 1).some((word) => about.has(word))) continue;
    if (/^(?:password|passwd|passphrase|pwd|passwort|senha)$/.test(noun)) return { family: "password", strong: false };
    if (noun === "pass" && /^(?:db|database|user|admin|root|smtp|mail|ftp|ldap|mysql|redis)$/.test(all[i - 1] ?? ""))
      return { family: "password", strong: false };
    if (noun === "key" ? strongKey.has(all[i - 1] ?? "") : keyEnd.test(noun)) return { family: "key", strong: false };
    if (noun === "secret") return { family: "secret", strong: false };
    if (noun === "token") return { family: "token", strong: false };
  }
  return undefined;
}

/** True for a name that holds an account: what a password belongs to. */
export function isUserName(name: string): boolean {
  const all = segments(name);
  const last = all.at(-1) ?? "";
  if (/^(?:user|username|login|usr|uid|uname|account|email|userid|admin|principal)$/.test(last)) return true;
  return (last === "name" || last === "id") && /^(?:user|login|account|admin)$/.test(all.at(-2) ?? "");
}

/** True for an account that may do everything. */
export function isAdministrator(user: string | undefined): boolean {
  return user !== undefined && /^(?:admin|administrator|root|superuser|superadmin|sysadmin)(?:@|$)/i.test(user);
}
