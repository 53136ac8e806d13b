/** Where a response came from. */
export interface Address {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: string;
  /** Path with its query. */
  readonly path: string;
}

/** One response as a scanner sees it, as far as the files tell. */
export interface Response {
  readonly address: Address;
  readonly status: number;
  /** The header's values in the order in which they are sent, by name in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** True when the content comes from an application or a file that is not in view. */
  readonly open: boolean;
  /** True for names (in lower case) of headers that something out of view may send as well. */
  readonly unseen: (name: string) => boolean;
  /** True when every cookie is sent Secure, HttpOnly and SameSite, whoever sets it. */
  readonly flagged: boolean;
  /** The page's text where it is in view. */
  readonly page?: string;
  readonly html: boolean;
}

/** What a scan of a host sees. */
export interface Visit {
  readonly host: string;
  /** The responses to a request in clear text, redirects followed; undefined when nobody answers. */
  readonly http?: readonly Response[];
  /** The responses to a request over TLS, redirects followed; undefined when nobody answers. */
  readonly https?: readonly Response[];
  /** What may be seen instead, where the files do not tell which way the server takes. */
  readonly instead?: readonly Visit[];
  /** The answer to a preflight request at the end of the redirects. */
  readonly preflight?: Response;
}

/** The response that is judged: where the chain over TLS ends, else where the other one does. */
export function judged(visit: Visit): Response | undefined {
  const chain = visit.https ?? visit.http;
  return chain?.[chain.length - 1];
}

/** The values of a header joined as an HTTP client joins them; undefined when it is not sent. */
export function header(response: Response, name: string): string | undefined {
  const values = response.headers.get(name);
  return values && values.length > 0 ? values.join(", ") : undefined;
}
