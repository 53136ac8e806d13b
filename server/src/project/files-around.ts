import type { Files } from "../document/document.js";
import { decodeText } from "../text/decode.js";
import type { Host } from "./host.js";

/**
 * Read access to the files around a document, for formats that follow includes: paths as documents have them, relative
 * to the folder `base`, with `..` up to `root` or `base`, whichever is further up. Files of more than `most` bytes are
 * not read.
 */
export function filesAround(host: Host, base: string, root: string, most: number): Pick<Files, "read" | "list"> {
  // The root of the disk is the empty path here: what lies below it begins with a slash as below any other.
  const bound = (base.length < root.length ? base : root).replace(/\/$/, "");
  const isInside = (path: string | undefined): path is string =>
    path === bound || (path?.startsWith(`${bound}/`) ?? false);
  /** A link may lead anywhere; only what lies below the root is read. */
  const real = (path: string): string | undefined => {
    const parts = base.replace(/\/$/, "").split("/");
    for (const part of path.split("/")) {
      if (part === "..") parts.pop();
      else if (part !== "" && part !== ".") parts.push(part);
    }
    const plain = parts.join("/");
    const full = isInside(plain) ? host.real(plain) : undefined;
    return isInside(full) ? full : undefined;
  };
  return {
    read(path) {
      const full = real(path);
      const bytes = full === undefined ? undefined : host.read(full);
      return bytes && bytes.length <= most ? decodeText(bytes)?.text : undefined;
    },
    list(folder) {
      const full = real(folder);
      const entries = full === undefined ? undefined : host.list(full);
      return (entries ?? []).flatMap((entry) =>
        entry.kind === "other" ? [] : [entry.kind === "folder" ? `${entry.name}/` : entry.name],
      );
    },
  };
}
