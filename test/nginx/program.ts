import { spawnSync } from "node:child_process";

/** How the real nginx is called, undefined where it is not installed. */
export const program = ["nginx", "/usr/sbin/nginx"].find((name) => spawnSync(name, ["-v"]).status === 0);

/** Directives of http that let nginx write below a folder, since it may not where it would. */
export function temporary(folder: string): string {
  return ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((n) => `${n}_temp_path ${folder}/${n};`).join(" ");
}
