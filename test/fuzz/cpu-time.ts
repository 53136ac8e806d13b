/**
 * How long this process has computed so far, in milliseconds: what a text takes does not depend on what else the machine
 * does.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
