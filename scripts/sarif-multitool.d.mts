/** The path of Microsoft's SARIF Multitool, installed when it is not there; undefined where it cannot be had. */
export function sarifMultitool(say?: (line: string) => void): string | undefined;
