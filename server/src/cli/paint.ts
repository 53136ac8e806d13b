import picocolors from "picocolors";

/** Colours for a terminal, or none. */
export type Paint = ReturnType<typeof picocolors.createColors>;

/** The colours to write with. */
export function paint(colour: boolean): Paint {
  return picocolors.createColors(colour);
}
