/** Modules that a list of tasks is known by, where it does not write their full names (`ansible.posix.selinux`). */
const modules =
  "apt|apt_key|apt_repository|assert|authorized_key|blockinfile|command|copy|cron|debug|dnf|fail|file|get_url|git|group|hostname|import_role|import_tasks|include_role|include_tasks|include_vars|ini_file|iptables|lineinfile|mysql_user|package|pip|postgresql_user|raw|replace|script|service|set_fact|setup|shell|stat|sysctl|systemd|template|ufw|unarchive|uri|user|wait_for|yum|yum_repository";

const task = new RegExp(`^[ \\t]+(?:\\w+\\.\\w+\\.\\w+|${modules})[ \\t]*:`, "m");

/** True for a playbook or a list of tasks: by what a play or a task looks like, in a list at the top of a YAML file. */
export function isAnsible(base: string, head: () => string): boolean {
  if (!/\.ya?ml$/.test(base)) return false;
  const text = head();
  if (!/^- +(?:name|hosts|become|block|import_playbook|[\w.]+) *:/m.test(text)) return false;
  if (/^\w[\w-]*:/m.test(text)) return false;
  return /^(?:- +| {2,4})hosts *:/m.test(text) || task.test(text.replace(/^- /gm, "  "));
}
