import type { Candidate } from "./candidate.js";
import { weaknessOf } from "./default-password.js";
import { surprise } from "./surprise.js";
import { isPlaceholder } from "./value.js";

/** The password in `scheme://user:password@host`, tried at `://` (RFC 3986 §3.2.1). */
export function urlPassword(text: string, at: number): Candidate | undefined {
  let start = at;
  while (start > 0 && at - start < 30 && /[A-Za-z0-9+.-]/.test(text[start - 1]!)) start--;
  const scheme = text.slice(start, at).toLowerCase();
  if (scheme === "") return undefined;
  const from = at + 3;
  const limit = Math.min(text.length, from + 300);
  let colon = -1;
  let end = -1;
  for (let i = from; i < limit; i++) {
    const char = text[i]!;
    if (char === ":" && colon < 0) colon = i;
    else if (char === "@") {
      end = i;
      // A password may hold an @ of its own: the last one before the host counts.
      const next = text.slice(i + 1, i + 60).search(/[@/?#\s"'`<>\\,;)]/);
      if (next < 0 || text[i + 1 + next] !== "@") break;
    } else if (/[\s"'`<>\\/?#{},;|()[\]]/.test(char) && !(colon >= 0 && /[{}()[\]$%]/.test(char))) {
      break;
    }
  }
  if (colon < 0 || end <= colon + 1) return undefined;
  // A token as the account, with a word that stands for "no password" (GitHub's and others' documented form).
  const tokenFirst = /^x-oauth-basic$/i.test(text.slice(colon + 1, end));
  const user = tokenFirst ? text.slice(colon + 1, end) : text.slice(from, colon);
  const password = tokenFirst ? text.slice(from, colon) : text.slice(colon + 1, end);
  const secretStart = tokenFirst ? from : colon + 1;
  const host =
    /^(?:\[[0-9A-Fa-f:.]{2,40}\]|[\w.-]{0,100}|%[svd]|tcp\()/.exec(text.slice(end + 1, end + 110))?.[0] ?? "";
  if (!isSecretText(password, user)) return undefined;
  const decoded = percentDecoded(password);
  const weakness = weaknessOf(decoded, user);
  // The words of documentation, not somebody's credentials.
  if (
    /^(?:user(?:name)?|login|name|usr|u|foo|alice|bob|me|myuser|my_?username)$/i.test(user) &&
    /^(?:p[a@]ss(?:word|wd)?|pwd|pw|p|secret|bar|mypass(?:word)?|my_?password|passwd)$/i.test(decoded)
  ) {
    return undefined;
  }
  const documented =
    /(?:^|\.)(?:example(?:\.\w+)?|test|invalid|localhost)$|^(?:127\.|::1|\[::1|localhost|0\.0\.0\.0|host(?:name)?$|%)/i.test(
      host,
    );
  if (weakness) {
    return {
      kind: "url-password",
      name: scheme,
      start: secretStart,
      end: secretStart + password.length,
      user,
      host,
      confidence:
        /^(?:https?|ftp)$/.test(scheme) || documented || (user === "" && !/redis|amqp|nats/.test(scheme))
          ? "possible"
          : "likely",
      ...weakness,
    };
  }
  const score = surprise(decoded);
  const reserved = /(?:^|\.)(?:example(?:\.(?:com|org|net|edu))?|test|invalid)$/i.test(host);
  if (reserved && (score < 5 || password.length < 8)) return undefined;
  const sure = score >= 4.8 || (/\d/.test(password) && /[A-Za-z]/.test(password) && score >= 4);
  return {
    kind: "url-password",
    name: scheme,
    start: secretStart,
    end: secretStart + password.length,
    user,
    host,
    confidence: sure && !reserved ? "likely" : "possible",
  };
}

function isSecretText(password: string, user: string): boolean {
  if (password.length < 3 || isPlaceholder(password)) return false;
  if (/^[\d]{1,5}$/.test(password) && user === "") return false;
  // A host and its port, an address without a user, variables of shells and templates.
  if (/^\$|^%\w|^<|^\{|^\[|^:/.test(password) || /[${}<>%]/.test(user)) return false;
  if (/[$%]\{?[A-Z_]{3,}|%[sdv]/.test(password)) return false;
  return !/^[A-Z][A-Z_]*$/.test(password) || surprise(password) > 5.5;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
