/** Components that hold a script beside their markup: `.vue` and `.svelte`. */
const component = /\.(vue|svelte)$/i;
const script = /(<script\b[^>]{0,500}>)([\s\S]*?)(<\/script\s*>|$)/gi;

/**
 * The text of which only the scripts are left, everything else being blanks and line ends, so that offsets stay. Files
 * that are scripts as a whole come back unchanged.
 */
export function scriptsOnly(path: string, text: string): string {
  if (!component.test(path)) return text;
  let kept = "";
  let end = 0;
  for (const match of text.matchAll(script)) {
    const start = match.index + match[1]!.length;
    if (/\btype\s*=\s*["'](?!module|text\/(java|type)script)/i.test(match[1]!)) continue;
    kept += blank(text.slice(end, start)) + match[2];
    end = start + match[2]!.length;
  }
  return kept + blank(text.slice(end));
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
