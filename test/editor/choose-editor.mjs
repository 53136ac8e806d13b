// Which editor the suites run in: the desktop's by @vscode/test-electron, or the one in a browser.

/**
 * A desktop VS Code that TENET_VSCODE names comes first; then VS Code in a browser, which `browserHost()` sets up or
 * throws `unavailable` for; then a desktop VS Code that the test library downloads. TENET_EDITOR=browser and
 * TENET_EDITOR=desktop allow that one only. Gives `{ browser }` or `{ desktop }` (a path, or undefined to download)
 * and, as `why`, the sentence to print.
 */
export function chooseEditor({ TENET_EDITOR: wanted, TENET_VSCODE: named }, browserHost, unavailable) {
  if (wanted && !["browser", "desktop"].includes(wanted))
    throw new Error(`TENET_EDITOR is browser, desktop or none, not ${wanted}`);
  if (named && wanted !== "browser") return { desktop: named, why: `the VS Code that TENET_VSCODE names: ${named}` };
  if (wanted === "desktop") return { desktop: undefined, why: "a VS Code that is downloaded: TENET_EDITOR=desktop" };
  try {
    return { browser: browserHost(), why: "VS Code in a browser" };
  } catch (error) {
    if (!(error instanceof unavailable) || wanted === "browser") throw error;
    return {
      desktop: undefined,
      why: `a VS Code that is downloaded, since there is none in a browser: ${error.message}`,
    };
  }
}
