import { judgeScripts, readPage } from "./page.js";
import { judgePolicies } from "./policy.js";
import { header, judged, type Response, type Visit } from "./response.js";
import { type Algorithm, scoring } from "./table.js";

/** A test's result by what is in view, and the results it may have by what is not. */
export interface Outcome {
  readonly result: string;
  /** Further results that are possible; `any` for all of the test's. */
  readonly others: readonly string[] | "any";
}

type Test = (response: Response, visit: Visit, algorithm: Algorithm) => Outcome;

/** Every test by its name in the table. */
export const tests: Readonly<Record<string, Test>> = {
  "content-security-policy": contentSecurityPolicy,
  cookies,
  "cross-origin-embedder-policy": fromHeader("cross-origin-embedder-policy", (value) =>
    /^(?:require-corp|credentialless|unsafe-none)$/.test(value)
      ? `coep-implemented-with-${value}`
      : value === ""
        ? "coep-not-implemented"
        : "coep-header-invalid",
  ),
  "cross-origin-opener-policy": fromHeader("cross-origin-opener-policy", (value) =>
    /^(?:same-origin|same-origin-allow-popups|noopener-allow-popups|unsafe-none)$/.test(value)
      ? `coop-implemented-with-${value}`
      : value === ""
        ? "coop-not-implemented"
        : "coop-header-invalid",
  ),
  "cross-origin-resource-sharing": (_, visit) => {
    const origin = visit.preflight && visit.preflight.status < 400 ? header(visit.preflight, origins) : undefined;
    const kind =
      origin === undefined ? "not-implemented" : `implemented-with-${origin === "*" ? "public" : "restricted"}-access`;
    return sure(`cross-origin-resource-sharing-${kind}`);
  },
  redirection,
  "referrer-policy": referrerPolicy,
  "strict-transport-security": strictTransport,
  "subresource-integrity": (response) => {
    const { page, html, address } = response;
    if (!html) return sure("sri-not-implemented-response-not-html");
    if (page !== undefined) return sure(judgeScripts(readPage(page), address.host, address.scheme === "https"));
    return { result: "sri-not-implemented-but-no-scripts-loaded", others: response.open ? "any" : [] };
  },
  "x-content-type-options": fromHeader("x-content-type-options", (value) =>
    value === ""
      ? "x-content-type-options-not-implemented"
      : value === "nosniff"
        ? "x-content-type-options-nosniff"
        : "x-content-type-options-header-invalid",
  ),
  "x-frame-options": frameOptions,
  "cross-origin-resource-policy": fromHeader("cross-origin-resource-policy", (value) =>
    /^(?:same-origin|same-site|cross-origin)$/.test(value)
      ? `corp-implemented-with-${value}`
      : value === ""
        ? "corp-not-implemented"
        : "corp-header-invalid",
  ),
};

const origins = "access-control-allow-origin";

function sure(result: string): Outcome {
  return { result, others: [] };
}

/** True when something out of view may send the header as well. */
function mayAlso(response: Response, name: string): boolean {
  return response.unseen(name);
}

/**
 * A test that reads one header. Where an application may send it too, a header that nginx sends may be there twice,
 * and one that it does not send may have any value.
 */
function fromHeader(name: string, judge: (value: string) => string): Test {
  return (response) => {
    const value = header(response, name)?.trim().toLowerCase();
    const result = judge(value ?? "");
    if (!mayAlso(response, name)) return sure(result);
    return { result, others: value === undefined ? "any" : [judge(`${value}, ${value}`)] };
  };
}

function contentSecurityPolicy(response: Response, _: Visit, algorithm: Algorithm): Outcome {
  const name = "content-security-policy";
  const sent = header(response, name);
  const policies = sent === undefined ? [] : algorithm["split-policies"] ? sent.split(",") : [sent];
  if (response.page !== undefined) policies.push(...readPage(response.page).policies);
  const others = mayAlso(response, name) ? "any" : [];
  if (policies.length > 0) return { result: judgePolicies(policies, response.address.scheme === "https"), others };
  const reports = header(response, `${name}-report-only`) !== undefined;
  return { result: reports ? "csp-not-implemented-but-reporting-enabled" : "csp-not-implemented", others };
}

function frameOptions(response: Response): Outcome {
  const policy = header(response, "content-security-policy") ?? "";
  const viaPolicy = "x-frame-options-implemented-via-csp";
  if (/(?:^|[;,])\s*frame-ancestors(?=[\s;,]|$)/i.test(policy)) return sure(viaPolicy);
  const { result, others } = frameHeader(response);
  if (others === "any" || !mayAlso(response, "content-security-policy")) return { result, others };
  return { result, others: [...others, viaPolicy] };
}

const frameHeaderTest = fromHeader("x-frame-options", (value) => {
  if (value === "") return "x-frame-options-not-implemented";
  if (value === "deny" || value === "sameorigin") return "x-frame-options-sameorigin-or-deny";
  return /^allow-from /.test(value) && !value.includes(", allow-from")
    ? "x-frame-options-allow-from-origin"
    : "x-frame-options-header-invalid";
});

function frameHeader(response: Response): Outcome {
  return frameHeaderTest(response, { host: "" }, { "split-policies": false, without: [] });
}

const kindOnes = new Set(["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"]);
const talkative = new Set(["origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"]);

function referrerPolicy(response: Response): Outcome {
  const sent = header(response, "referrer-policy");
  const metas = response.page === undefined ? [] : readPage(response.page).referrers;
  const others = mayAlso(response, "referrer-policy") || (response.open && response.page === undefined) ? "any" : [];
  if (sent === undefined && metas.length === 0) return { result: "referrer-policy-not-implemented", others };
  const values = [sent ?? "", ...metas].flatMap((text) => text.split(",")).map((text) => text.trim().toLowerCase());
  const last = values.filter((value) => kindOnes.has(value) || talkative.has(value)).pop();
  if (last === undefined) return { result: "referrer-policy-header-invalid", others };
  return { result: kindOnes.has(last) ? "referrer-policy-private" : "referrer-policy-unsafe", others };
}

function strictTransport(response: Response, visit: Visit): Outcome {
  if (!visit.https) return sure("hsts-not-implemented-no-https");
  if (isPreloaded(visit.host)) return sure("hsts-preloaded");
  const test = fromHeader("strict-transport-security", (value) => {
    if (value === "") return "hsts-not-implemented";
    const age = /(?:^|;)\s*max-age=([^;,]*)/.exec(value)?.[1];
    if (age === undefined || value.includes(",")) return "hsts-header-invalid";
    // The scanner takes what is no number for a long time.
    return Number(age) < scoring()["hsts-long"]
      ? "hsts-implemented-max-age-less-than-six-months"
      : "hsts-implemented-max-age-at-least-six-months";
  });
  const { result, others } = test(response, visit, { "split-policies": false, without: [] });
  if (others !== "any") return { result, others };
  return { result, others: ["hsts-implemented-max-age-at-least-six-months", "hsts-header-invalid"] };
}

/** True for hosts below a top-level domain that browsers know to be HTTPS only. */
export function isPreloaded(host: string): boolean {
  return scoring().preloaded.includes(host.split(".").pop() ?? "");
}

function redirection(_: Response, visit: Visit): Outcome {
  const chain = visit.http;
  if (!chain || chain.length === 0) return sure("redirection-not-needed-no-http");
  const [first, second] = chain;
  const last = chain[chain.length - 1]!;
  if (isPreloaded(visit.host)) return sure("redirection-all-redirects-preloaded");
  if (!second) {
    const may = first!.open ? ["redirection-to-https"] : [];
    return { result: "redirection-missing", others: may };
  }
  if (last.address.scheme !== "https") return sure("redirection-not-to-https");
  if (second.address.scheme !== "https") return sure("redirection-not-to-https-on-initial-redirection");
  return sure(second.address.host === first!.address.host ? "redirection-to-https" : "redirection-off-host-from-http");
}

function cookies(response: Response, visit: Visit): Outcome {
  const chain = visit.https ?? visit.http ?? [];
  const results = chain
    .flatMap((each) => each.headers.get("set-cookie") ?? [])
    .map((text) => judgeCookie(text, response));
  const table = scoring().tests.cookies!;
  results.sort((a, b) => table[a]! - table[b]!);
  const result = results[0] ?? "cookies-not-found";
  if (!mayAlso(response, "set-cookie")) return sure(result);
  return { result, others: response.flagged ? [good] : "any" };
}

const good = "cookies-secure-with-httponly-sessions-and-samesite";

function judgeCookie(text: string, response: Response): string {
  const [pair, ...attributes] = text.split(";").map((part) => part.trim());
  const name = pair!.split("=")[0]!.toLowerCase();
  const flags = attributes.map((each) => each.toLowerCase().replace(/\s*=\s*/, "="));
  const session = /sess|login/.test(name);
  const secure = flags.includes("secure");
  const sameSite = flags.find((flag) => flag.startsWith("samesite"));
  const long = Number(/max-age\s*=\s*(\d+)/.exec(header(response, "strict-transport-security") ?? "")?.[1] ?? 0);
  const guarded = long >= scoring()["hsts-long"];
  if (name === "heroku-session-affinity") return "cookies-not-found";
  if (session && !secure && !guarded) return "cookies-session-without-secure-flag";
  if (session && !flags.includes("httponly")) return "cookies-session-without-httponly-flag";
  if (sameSite !== undefined && !/^samesite=(?:lax|strict|none)$/.test(sameSite))
    return "cookies-samesite-flag-invalid";
  if (/csrf/.test(name) && sameSite === undefined) return "cookies-anticsrf-without-samesite-flag";
  if (!secure && !guarded) return "cookies-without-secure-flag";
  if (!secure && session) return "cookies-session-without-secure-flag-but-protected-by-hsts";
  if (!secure) return "cookies-without-secure-flag-but-protected-by-hsts";
  return sameSite === undefined ? "cookies-secure-with-httponly-sessions" : good;
}

/** True when the scanner gives no grade to a response of that status. */
export function isRefusedStatus(visit: Visit): boolean {
  const status = judged(visit)?.status ?? 0;
  return !((status >= 200 && status < 400) || status === 401 || status === 403);
}
