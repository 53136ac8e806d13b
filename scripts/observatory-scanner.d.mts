export declare const scannerFile: string;
export declare function installScanner(say?: (line: string) => void): boolean;
