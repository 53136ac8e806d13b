declare const TENET_VERSION: string | undefined;

/** The version of this tenet; the build puts it in. */
export const version: string = typeof TENET_VERSION === "string" ? TENET_VERSION : "0.0.0-sources";
