import { isRun } from "./checksum.js";

/** Values that will be filled in later. What they become is not in the file. */
const templates: readonly RegExp[] = [
  // ${NAME}, ${NAME:-default}, ${var.name}
  /\$\{[A-Za-z_][\w.\-:?=,|/@ "'()[\]*+!&]*\}/,
  // {{ name }} of Jinja, Helm, Handlebars
  /\{\{[^{}]*\}\}/,
  // $(command), ${{ github }}, #{ruby}, <% erb %>, {% jinja %}, `command`
  /\$\([^()]*\)|\$\{\{|#\{|<%|%>|\{%|`[^`]+`/,
  // $NAME, $name['key'], {name}, {$name
  /^\$+[A-Za-z_{(][\w.:[\]"'>-]*\)?\}?$/,
  /^\{[\w.:[\]"']*\}$/,
  /\{\$\w/,
  // %(name)s, %s, %NAME%
  /%\([\w.]+\)[sdr]|^%[sdvqrxi@]$|^%\w+%$/,
  // <password>, [password], ((password)), @PASSWORD@, __PASSWORD__, :password, &password;
  /^<[^<>]{1,80}>$|^\[[A-Za-z][\w -]*\]$|^\(\(.{1,80}\)\)$|^@[\w.]+@$|^__\w+__$|^:\w+$|^&\w+;?$/,
  // Tags of YAML that fetch something
  /^!(?:vault|secret|ref|sub|getatt|env)\b/i,
];

/** Values that say where the secret is: an environment lookup, a vault's address, a mounted file. */
const references: readonly RegExp[] = [
  /process\.env|os\.environ|getenv|\bENV\[|System\.getenv|\bconfig\(|import\.meta|secretKeyRef|valueFrom|\bvar\.|\blocal\.|\bdata\.|\bmodule\./,
  // Schemes of secret stores
  /^(?:vault|ssm|op|secretsmanager|aws-sm|gcp-sm|akv|keyvault|env|file|keychain|sops|awsssm|ref\+\w+|kms|credstash|doppler|projects|classpath|cipher|enc|encrypted)[:(/]/i,
  // Encrypted or hashed by sops, Spring, KMS, LDAP and Dovecot schemes; addresses without a user
  /^ENC\[|^arn:aws|^\{cipher\}|^\{(?:S?SHA|MD5|SMD5|CRYPT|BCRYPT|BLF|PBKDF2|ARGON2|SCRAM|CRAM|NTLM|LANMAN)[\w.-]{0,20}\}|\/secrets\/|^\/run\/|^@Microsoft\.KeyVault|^AQICAH|^vault-|^(?:https?|file|ldaps?):\/\/[^@]*$/i,
];

/** Texts that stand where a secret belongs, in lower case. */
const placeholders: readonly RegExp[] = [
  // One character again and again, signs that stand for what was left out
  /^(.)\1*$/,
  /\*{3,}|\.{3,}|…|•|x{4,}/,
  // Words of types, switches and authentication methods
  /^(?:true|false|yes|no|on|off|null|none|nil|undefined|required|optional|string|str|text|bytes|secret_?key|default|unknown|auto|basic|bearer|any|object|number|integer|int|bool|boolean|varchar|char|nan|void|self|this|super|input|prompt|ask|disabled|enabled|plain|files|compat|anonymous|digest|file|env|vault)$/,
  // "your-password-here", "enter a token"
  /^(?:your|my|insert|enter|put|fill|type|choose)[a-z_\-. ]{0,40}(?:password|passwd|pass|pwd|secret|token|key|here|credential)/,
  // Words of documentation within one, and the two keys of AWS's own documentation
  /(?:example|placeholder|redacted|changeme_|replace_?me|akiaiosfodnn7|bpxrficyexamplekey|not_?real|todo|foo_?bar|deadbeef|\bdummy|dummy\b|fake|^mock|^sample|-here$|_here$)/,
];

/** Whole words that say that a text is none of the real ones: only where no number beside them says otherwise. */
const dummyWord =
  /(?:^|[^a-z0-9])(?:your|yours|my|the|some|any|insert|enter|replace|replaceme|change|put|fill|todo|fixme|tbd|dummy|fake|placeholder|example|sample|redacted|removed|hidden|masked|censored|xxx+|yyy+|zzz+|here|null|none|nil|undefined|undef|unset|empty|notset|n\/a|invalid|wrong|incorrect|bad|mock|stub|bogus|nonexistent|doesnotexist|whatever|something|anything|blah|lorem|ipsum|not[_-]?a)\d{0,3}(?:$|[^a-z0-9])/;

/** Syntax that only code, paths, dates and the like have. */
const ordinary: readonly RegExp[] = [
  // Paths, addresses, e-mail
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)[\w.\-/\\ ${}:%]*$/,
  /^[a-z][a-z0-9+.-]*:\/\//i,
  /^[\w.+-]+@[\w-]+\.[\w.-]+$/,
  // Versions, dates, ports
  /^[\^~><=v ]{0,3}\d+(?:\.\d+)+(?:[-+][\w.]+)?$/,
  /^\d{4}-\d\d-\d\d|^\d+\/(?:tcp|udp)$/,
  // Encodings
  /^(?:utf-?(?:8|16|32)(?:[-_]?[lb]e)?(?:-sig)?|(?:us-)?ascii|latin-?1|iso-?8859-\d+|cp\d{3,4}|windows-\d{4})$/i,
  // Object identifiers, rates, migrations of Django, zeros, escapes, ends of strings
  /^urn:[a-z]|^\d+\/(?:[smhd]|sec|min|minute|hour|day)$|^\d{4}_[a-z]+_\w+$|^(?:\\x?0+)+$|^(?:\\u[0-9a-f]{4})+$|^\d{0,3}[a-z]=b?""$/,
  // Classes of PHP and tags of Go's fields
  /^\\{0,2}[A-Z][A-Za-z]*(?:\\{1,2}[A-Za-z_]+)+$/,
  /^\w{1,20}:"[^"]*"(?: \w{1,20}:"[^"]*")*$/,
  // Regular expressions
  /\[\^[^\]]/,
  /\\[sdwbSDWB(<{]|\[\^?[a-zA-Z0-9]-|\.\*|\(\?[:=!]/,
  // Colours and media types
  /^#[0-9a-fA-F]{3,8}$/,
  /^(?:text|image|application|audio|video|multipart)\/[\w.+-]+$/,
  // Calls, subscripts, members, halves of expressions
  /^[\w.:$>-]+\(.*\)?;?$/,
  /^[A-Za-z_][\w:]*\[.*\](?:\.\w+)*$|^[A-Za-z]+=$|^-?anonymous@|[[({]$/,
  /^[A-Za-z_$][\w$]*(?:->|::)[\w$]/,
  // Hashes of passwords, and of files
  /^\$2[abxy]\$\d\d\$|^\$(?:argon2|5|6|1|y|apr1|scrypt|pbkdf2|S|P|H)[a-z]*\$|^(?:sha\d*|md5|pbkdf2|bcrypt|scrypt|argon2)(?:[:$-]|$)/i,
  // Public keys in DER (their algorithm stands first) and of SSH
  /^(?:MFkwEwYHKoZIzj0|MHYwEAYHKoZIzj0|MII[BC]IjANBgkqhkiG9w0|MIGfMA0GCSqGSIb3DQEBAQ|MCowBQYDK2V)/,
  /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2)\b/,
];

/** True for a value that will be filled in later: `${X}`, `{{ x }}`, `<password>`, `%s`, `@X@`, `$(cat f)`. */
export function isTemplate(value: string): boolean {
  return matches(templates, value);
}

/** True for a value that says where the secret is: an environment lookup, a vault's address, a mounted file. */
export function isReference(value: string): boolean {
  return matches(references, value);
}

/** True for a text that stands where a secret belongs without being one. */
export function isPlaceholder(value: string): boolean {
  if (isTemplate(value) || isReference(value)) return true;
  const text = value.toLowerCase();
  // In a long value five equal characters may be chance.
  if ((text.length < 32 ? /(.)\1{4,}/ : /(.)\1{7,}/).test(text)) return true;
  if (text.length >= 12 && isRun(text, Math.min(10, Math.ceil(text.length * 0.6)))) return true;
  return matches(placeholders, text) || (dummyWord.test(text) && !/\d{3,}/.test(text));
}

/** True for syntax that only code, paths, dates and the like have: no secret by itself. */
export function isOrdinary(value: string): boolean {
  if (matches(ordinary, value)) return true;
  // A path without a beginning: base64 has digits and capitals between its slashes.
  if (/^[\w.-]+\/[\w.-]+(?:\/[\w.-]+)+$/.test(value) && !/\d.*[A-Z]|[A-Z].*\d/.test(value)) return true;
  // A dotted name, perhaps called: tokens with dots have numbers in them.
  if (/^(?:[a-z_$][\w$]*\.)+[A-Za-z_$][\w$]*(?:\(\)?.*)?$/.test(value) && !/\d{2}/.test(value)) return true;
  return value.length < 8 && /^[\W_]+$/.test(value);
}

/** `SOME_NAME`, `some-name`, `some.name`: how names are written. */
export function isNameLike(value: string): boolean {
  return /^[A-Za-z]+(?:[_.\-: ][A-Za-z]+)+$/.test(value) || /^[A-Z][A-Z_]*$/.test(value);
}

function matches(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
