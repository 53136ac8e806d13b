import { isRun } from "./checksum.js";

/**
 * A value that will be filled in later: `${X}`, `{{ x }}`, `<password>`, `%s`, `@X@`, `$(cat f)`. What it becomes is
 * not in the file.
 */
export function isTemplate(value: string): boolean {
  return (
    /\$\{[A-Za-z_][\w.\-:?=,|/@ "'()[\]*+!&]*\}/.test(value) ||
    /\{\{[^{}]*\}\}/.test(value) ||
    /\$\([^()]*\)|\$\{\{|#\{|<%|%>|\{%|`[^`]+`/.test(value) ||
    /^\$+[A-Za-z_{(][\w.:[\]"'>-]*\)?\}?$/.test(value) ||
    /^\{[\w.:[\]"']*\}$/.test(value) ||
    /\{\$\w/.test(value) ||
    /%\([\w.]+\)[sdr]|^%[sdvqrxi@]$|^%\w+%$/.test(value) ||
    /^<[^<>]{1,80}>$|^\[[A-Za-z][\w -]*\]$|^\(\(.{1,80}\)\)$|^@[\w.]+@$|^__\w+__$|^:\w+$|^&\w+;?$/.test(value) ||
    /^!(?:vault|secret|ref|sub|getatt|env)\b/i.test(value)
  );
}

/** A value that says where the secret is: an environment lookup, a vault address, a mounted file. */
export function isReference(value: string): boolean {
  return (
    /process\.env|os\.environ|getenv|\bENV\[|System\.getenv|\bconfig\(|import\.meta|secretKeyRef|valueFrom|\bvar\.|\blocal\.|\bdata\.|\bmodule\./.test(
      value,
    ) ||
    /^(?:vault|ssm|op|secretsmanager|aws-sm|gcp-sm|akv|keyvault|env|file|keychain|sops|awsssm|ref\+\w+|kms|credstash|doppler|projects|classpath|cipher|enc|encrypted)[:(/]/i.test(
      value,
    ) ||
    /^ENC\[|^arn:aws|^\{cipher\}|^\{(?:S?SHA|MD5|SMD5|CRYPT|BCRYPT|BLF|PBKDF2|ARGON2|SCRAM|CRAM|NTLM|LANMAN)[\w.-]{0,20}\}|\/secrets\/|^\/run\/|^@Microsoft\.KeyVault|^AQICAH|^vault-|^(?:https?|file|ldaps?):\/\/[^@]*$/i.test(
      value,
    )
  );
}

const dummyWord =
  /(?:^|[^a-z0-9])(?:your|yours|my|the|some|any|insert|enter|replace|replaceme|change|put|fill|todo|fixme|tbd|dummy|fake|placeholder|example|sample|redacted|removed|hidden|masked|censored|xxx+|yyy+|zzz+|here|null|none|nil|undefined|undef|unset|empty|notset|n\/a|invalid|wrong|incorrect|bad|mock|stub|bogus|nonexistent|doesnotexist|whatever|something|anything|blah|lorem|ipsum|not[_-]?a)\d{0,3}(?:$|[^a-z0-9])/;

/** A text that stands where a secret belongs without being one. */
export function isPlaceholder(value: string): boolean {
  if (isTemplate(value) || isReference(value)) return true;
  const text = value.toLowerCase();
  // In a long value five equal characters may be chance.
  if (/^(.)\1*$/.test(text) || (text.length < 32 ? /(.)\1{4,}/ : /(.)\1{7,}/).test(text)) return true;
  if (/\*{3,}|\.{3,}|…|•|x{4,}/.test(text)) return true;
  if (text.length >= 12 && isRun(text, Math.min(10, Math.ceil(text.length * 0.6)))) return true;
  if (
    /^(?:true|false|yes|no|on|off|null|none|nil|undefined|required|optional|string|str|text|bytes|secret_?key|default|unknown|auto|basic|bearer|any|object|number|integer|int|bool|boolean|varchar|char|nan|void|self|this|super|input|prompt|ask|disabled|enabled|plain|files|compat|anonymous|digest|file|env|vault)$/.test(
      text,
    )
  )
    return true;
  if (
    /^(?:your|my|insert|enter|put|fill|type|choose)[a-z_\-. ]{0,40}(?:password|passwd|pass|pwd|secret|token|key|here|credential)/.test(
      text,
    )
  )
    return true;
  if (
    /(?:example|placeholder|redacted|changeme_|replace_?me|akiaiosfodnn7|bpxrficyexamplekey|not_?real|todo|foo_?bar|deadbeef|\bdummy|dummy\b|fake|^mock|^sample|-here$|_here$)/.test(
      text,
    )
  )
    return true;
  return dummyWord.test(text) && !/\d{3,}/.test(text);
}

/** Syntax that only code, paths, dates and the like have: no secret by itself. */
export function isOrdinary(value: string): boolean {
  return (
    /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)[\w.\-/\\ ${}:%]*$/.test(value) ||
    (/^[\w.-]+\/[\w.-]+(?:\/[\w.-]+)+$/.test(value) && !/\d.*[A-Z]|[A-Z].*\d/.test(value)) ||
    /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ||
    /^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(value) ||
    /^[\^~><=v ]{0,3}\d+(?:\.\d+)+(?:[-+][\w.]+)?$/.test(value) ||
    /^\d{4}-\d\d-\d\d|^\d+\/(?:tcp|udp)$/.test(value) ||
    // Encodings, object identifiers, names of classes in PHP, tags of Go's fields, rates, migrations, ends of strings.
    /^(?:utf-?(?:8|16|32)(?:[-_]?[lb]e)?(?:-sig)?|(?:us-)?ascii|latin-?1|iso-?8859-\d+|cp\d{3,4}|windows-\d{4})$/i.test(
      value,
    ) ||
    /^urn:[a-z]|^\d+\/(?:[smhd]|sec|min|minute|hour|day)$|^\d{4}_[a-z]+_\w+$|^(?:\\x?0+)+$|^(?:\\u[0-9a-f]{4})+$|^\d{0,3}[a-z]=b?""$/.test(
      value,
    ) ||
    /^\\{0,2}[A-Z][A-Za-z]*(?:\\{1,2}[A-Za-z_]+)+$/.test(value) ||
    /^\w{1,20}:"[^"]*"(?: \w{1,20}:"[^"]*")*$/.test(value) ||
    /\[\^[^\]]/.test(value) ||
    /\\[sdwbSDWB(<{]|\[\^?[a-zA-Z0-9]-|\.\*|\(\?[:=!]/.test(value) ||
    /^#[0-9a-fA-F]{3,8}$/.test(value) ||
    /^(?:text|image|application|audio|video|multipart)\/[\w.+-]+$/.test(value) ||
    (/^(?:[a-z_$][\w$]*\.)+[A-Za-z_$][\w$]*(?:\(\)?.*)?$/.test(value) && !/\d{2}/.test(value)) ||
    /^[\w.:$>-]+\(.*\)?;?$/.test(value) ||
    /^[A-Za-z_][\w:]*\[.*\](?:\.\w+)*$|^[A-Za-z]+=$|^-?anonymous@|[[({]$/.test(value) ||
    /^[A-Za-z_$][\w$]*(?:->|::)[\w$]/.test(value) ||
    /^\$2[abxy]\$\d\d\$|^\$(?:argon2|5|6|1|y|apr1|scrypt|pbkdf2|S|P|H)[a-z]*\$|^(?:sha\d*|md5|pbkdf2|bcrypt|scrypt|argon2)(?:[:$-]|$)/i.test(
      value,
    ) ||
    // Public keys in DER: their algorithm stands first.
    /^(?:MFkwEwYHKoZIzj0|MHYwEAYHKoZIzj0|MII[BC]IjANBgkqhkiG9w0|MIGfMA0GCSqGSIb3DQEBAQ|MCowBQYDK2V)/.test(value) ||
    /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2)\b/.test(value) ||
    (/^[\W_]+$/.test(value) && value.length < 8)
  );
}

/** `SOME_NAME`, `some-name`, `some.name`: how names are written. */
export function isNameLike(value: string): boolean {
  return /^[A-Za-z]+(?:[_.\-: ][A-Za-z]+)+$/.test(value) || /^[A-Z][A-Z_]*$/.test(value);
}
