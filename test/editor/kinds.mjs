// The kinds of run: what of the extension is loaded, into which workspace, with which suites.

/**
 * `loads`: `source` (the extension as it is developed), `browser` (its browser entry, in a worker), `package` (the
 * VSIX, installed as users do). `opens`: what of the workspace's copy is opened. `trusted`: false for Restricted Mode.
 * `desktop`: false where only the browser host can do it: @vscode/test-electron trusts every workspace and has no web.
 */
export const kinds = {
  server: { what: "the extension as it is developed", loads: "source", opens: "examples" },
  restricted: { what: "Restricted Mode", loads: "source", opens: "stranger", trusted: false, desktop: false },
  folders: { what: "several folders", loads: "source", opens: "several.code-workspace" },
  web: { what: "its browser entry in a worker", loads: "browser", opens: "memfs:/shop", desktop: false },
  installed: { what: "the packaged extension, installed", loads: "package", opens: "examples" },
};
