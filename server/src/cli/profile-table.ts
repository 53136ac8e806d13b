import { type Profile, phases, slowest } from "../project/profile.js";
import { oneLine } from "./format-concise.js";

/** So many rules and files are told; the JSON report has them all. */
const most = 10;

/** What is said of each phase. */
const words: Readonly<Record<(typeof phases)[number], string>> = {
  starting: "starting Node, tenet and its rules",
  configuration: "reading tenet.yaml and the team's rules",
  listing: "finding files",
  reading: "reading files",
  gate: "looking for the rules' words",
  loading: "loading what reads a format and runs rules",
  parsing: "parsing",
  rules: "rules",
  settling: "baseline and redaction",
  telling: "writing reports",
};

/** Where the time of a run went, for people: phases, the slowest rules, the slowest files. */
export function profileTable(profile: Profile): string {
  const { total, spent, rules, files } = profile;
  const line = (ms: number, text: string): string =>
    `${ms.toFixed(1).padStart(10)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${text}\n`;
  const ruled = slowest(rules, ({ ms }) => ms).slice(0, most);
  const filed = slowest(files, (ms) => ms).slice(0, most);
  return [
    `\n${line(total, "in all")}\n`,
    ...phases.filter((phase) => spent.has(phase)).map((phase) => line(spent.get(phase)!, words[phase])),
    ruled.length > 0 ? `\nSlowest rules${rules.size > most ? ` of ${rules.size}` : ""}\n` : "",
    ...ruled.map(([id, cost]) => line(cost.ms, `${id} (${cost.files} file${cost.files === 1 ? "" : "s"})`)),
    filed.length > 0 ? `\nSlowest files${files.size > most ? ` of ${files.size}` : ""}\n` : "",
    ...filed.map(([path, ms]) => line(ms, oneLine(path))),
  ].join("");
}
