import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { setTable } from "../../server/src/document/tables.js";

/** Loads the data tables that the detector reads. */
export function loadTables(): void {
  for (const name of ["provider-tokens", "credential-arguments", "common-passwords", "default-passwords"]) {
    const data = parse(readFileSync(new URL(`../../rules/data/${name}.yaml`, import.meta.url), "utf8"));
    setTable(name, data.rows ?? data);
  }
}
