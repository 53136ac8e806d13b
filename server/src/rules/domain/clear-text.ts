import type { Fact } from "../../document/fact.js";

/** Facts about addresses whose protocol sends everything readable. */
export const clearTextFacts: readonly Fact[] = [
  {
    signature: "isClearText(string): bool",
    description:
      "True for an address (`ftp://…`, `redis://…`, `postgres://…?sslmode=disable`) whose protocol sends everything readable, at a named or numbered host that is not this machine, not of its network segment and not a bare service name. Names of XML namespaces and schemas are no addresses.",
    example: "isClearText(node.value)",
    handler: (text: string) => isClearText(text),
  },
  {
    signature: "clearTextProtocol(string): string",
    description: "The protocol of an address that is clear text by `isClearText`; empty for all else.",
    example: 'clearTextProtocol(node.value) == "ftp"',
    handler: (text: string) => (isClearText(text) ? (address.exec(text)?.[1]?.toLowerCase() ?? "") : ""),
  },
];

const address =
  /^([a-z][a-z0-9+.-]*(?::[a-z]+)?):\/\/(?:[^@/\s?#]*@)?(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d+)?([/?#;,].*)?$/is;
/** Protocols that have a twin with TLS and no way to ask for it in the address. */
const clear =
  /^(http|ftp|tftp|telnet|ldap|amqp|redis|mqtt|imap|pop3|pop|nntp|ws|stomp|rtmp|dict|gopher|jdbc:ldap|rsh|rlogin|memcached)$/i;
/** Databases whose addresses say whether TLS is used. */
const databases = /^(jdbc:)?(postgres(ql)?(\+\w+)?|mysql(\+\w+)?|mariadb(\+\w+)?|mongodb|sqlserver|cockroachdb)$/i;
const off =
  /[?&;](sslmode=disable|ssl-mode=DISABLED|sslMode=DISABLED|useSSL=false|ssl=false|tls=false|encrypt=false)(&|;|$)/i;
const local =
  /^(localhost|127\.[\d.]+|0\.0\.0\.0|169\.254\.[\d.]+|\[(::1?|fe80:.*)\]|.*\.(local|localhost|localdomain|internal|intranet|lan|home|test|invalid|example|svc|docker|onion))$|\.svc\.|^host\.docker\./i;
/** Hosts whose http addresses are names that nobody opens. */
const names =
  /(^|\.)(w3\.org|xmlns\.com|purl\.org|schemas\.[\w.-]+|json-schema\.org|schema\.org|ns\.adobe\.com|java\.sun\.com|xmlns\.jcp\.org|apache\.org|openxmlformats\.org|opengis\.net|docbook\.org|oasis-open\.org|springframework\.org|hibernate\.org|relaxng\.org|xml\.org|gnu\.org|creativecommons\.org|ogp\.me|tempuri\.org|digicert\.com|letsencrypt\.org)$|^(ocsp|crl|cacerts|crt)\d*\.|^(archive|security|deb|ports|mirror\w*|ftp|packages|[a-z]{2}\.archive)\.(ubuntu\.com|debian\.org|centos\.org|kernel\.org)$/i;

function isClearText(text: string): boolean {
  const parts = address.exec(text.trim());
  if (!parts) return false;
  const [, protocol, host, , rest] = parts;
  const database = databases.test(protocol!);
  if (!database && !clear.test(protocol!)) return false;
  if (database && !off.test(rest ?? "")) return false;
  if (local.test(host!) || !/[.:]/.test(host!) || /^[.\d-]*$/.test(host!.replace(/^\d+(\.\d+){3}$/, "x"))) return false;
  if (/^https?$/i.test(protocol!) && names.test(host!)) return false;
  return !/[?&](tls|ssl)=true|starttls/i.test(rest ?? "");
}
