import type { Grade, HostGrade } from "../document/host-grade.js";

/** The grades as `tenet grade --format json` prints them. */
export function gradeJson(hosts: readonly HostGrade[]): unknown {
  return {
    version: 1,
    hosts: hosts.map(({ host, path, line, algorithms }) => ({
      host,
      path,
      line,
      algorithms: Object.fromEntries(
        Object.entries(algorithms).map(([version, { grade, score, range, tests }]) => [
          version,
          { grade: grade ?? null, score, range, tests },
        ]),
      ),
    })),
  };
}

/** The grades for people: a line a host, then what costs points and what an application can change. */
export function gradeTable(hosts: readonly HostGrade[]): string {
  if (hosts.length === 0) return "no host is served here\n";
  return hosts.map((host) => `${lines(host).join("\n")}\n`).join("\n");
}

function lines(host: HostGrade): string[] {
  const entries = Object.entries(host.algorithms);
  const all = entries.map(([version, grade]) => `${version} ${summary(grade)}`);
  const result = [`${host.host}  ${host.path}:${host.line}`, `  ${all.join("   ")}`];
  if (host.leadsTo !== undefined) {
    result.push(`  leads to ${host.leadsTo || "another host"}, which is not in view`);
    return result;
  }
  const [version, grade] = entries[entries.length - 1]!;
  const costs = Object.entries(grade.tests)
    .filter(([, [, modifier]]) => modifier !== 0)
    .sort(([, [, a]], [, [, b]]) => a - b)
    .map(([test, [outcome, modifier]]) => `  ${signed(modifier).padStart(4)}  ${test} (${outcome})`);
  result.push(...costs);
  const open = Object.entries(grade.undecided).map(([test, [low, high]]) => `${test} ${signed(low)}..${signed(high)}`);
  if (open.length > 0) {
    const [low, high] = grade.range;
    result.push(`  what is not in view can change: ${open.join(", ")}; ${version} is then ${low} to ${high}`);
  }
  return result;
}

function summary(grade: Grade): string {
  return grade.grade === undefined ? `none (${grade.score})` : `${grade.grade} (${grade.score})`;
}

function signed(modifier: number): string {
  return modifier > 0 ? `+${modifier}` : String(modifier);
}
