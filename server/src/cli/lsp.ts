/** `tenet lsp --stdio`. */
export async function lsp(_args: string[]): Promise<number> {
  return 2;
}
