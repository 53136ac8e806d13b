/** The parts of an image reference. */
export interface Image {
  /** `docker.io`, `registry.example.com:5000`; empty when none is written. */
  readonly registry: string;
  /** The repository without registry, tag and digest: `library/node`, `node`. */
  readonly name: string;
  /** Empty when none is written. */
  readonly tag: string;
  /** `sha256:…`; empty when none is written. */
  readonly digest: string;
}

/** Takes an image reference apart: `[registry[:port]/]name[:tag][@digest]`. */
export function parseImage(reference: string): Image {
  const at = reference.indexOf("@");
  const digest = at < 0 ? "" : reference.slice(at + 1);
  const rest = at < 0 ? reference : reference.slice(0, at);
  const slash = rest.indexOf("/");
  const host = slash < 0 ? "" : rest.slice(0, slash);
  // The first part is a registry when it looks like a host; `library` and user names do not.
  const isHost = host === "localhost" || /[.:]/.test(host);
  const path = isHost ? rest.slice(slash + 1) : rest;
  const colon = path.lastIndexOf(":");
  const hasTag = colon > path.lastIndexOf("/");
  return {
    registry: isHost ? host : "",
    name: hasTag ? path.slice(0, colon) : path,
    tag: hasTag ? path.slice(colon + 1) : "",
    digest,
  };
}

/** The registry and name of an image, without tag, digest and what Docker Hub adds (`docker.io/library/`). */
export function repositoryOf(reference: string): string {
  const { registry, name } = parseImage(reference);
  const hub = /^(?:index\.)?docker\.io$/.test(registry);
  if (registry !== "" && !hub) return `${registry}/${name}`;
  return name.startsWith("library/") ? name.slice("library/".length) : name;
}
