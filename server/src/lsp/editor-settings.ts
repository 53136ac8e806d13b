import { type Confidence, confidences } from "../rules/rule.js";

/** What the user of an editor may set; everything else stands in `tenet.yaml`, where the command line sees it too. */
export interface EditorSettings {
  readonly enable: boolean;
  /** Wins over `tenet.yaml`; undefined leaves what stands there. */
  readonly minConfidence?: Confidence;
  /** Texts longer than this many characters are not linted. */
  readonly maxFileSize: number;
}

/** The settings when nothing is set. */
export const defaultEditorSettings: EditorSettings = { enable: true, maxFileSize: 2 * 1024 * 1024 };

/** Reads the settings a client sent; what is not of the right kind is left out. */
export function readEditorSettings(given: unknown): EditorSettings {
  if (typeof given !== "object" || given === null) return defaultEditorSettings;
  const { enable, minConfidence, maxFileSize } = given as Record<string, unknown>;
  return {
    enable: enable !== false,
    minConfidence: confidences.find((one) => one === minConfidence),
    maxFileSize: typeof maxFileSize === "number" && maxFileSize > 0 ? maxFileSize : defaultEditorSettings.maxFileSize,
  };
}
