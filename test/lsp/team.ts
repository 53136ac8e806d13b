/** A small project with rules of its own, so that these tests do not depend on the built-in rules. */
export const team: Readonly<Record<string, string>> = {
  "tenet.yaml": "rules: {}\n",
  ".tenet/rules/debug-on.yaml": `id: debug-on
title: Debugging is on
severity: error
confidence: certain
why: Debug output shows the insides to strangers.
remedy: Switch it off.
checks:
  ini:
    - on: debug
      where: node.text == "on"
      message: "debug is \`{node.text}\`"
      at: value
      related:
        - { node: node.parent, message: in this section }
      fixes:
        - { title: Switch debugging off, replace: value, with: "off", safe: true }
        - { title: Remove the line, delete: node, safe: false }
`,
  ".tenet/rules/level-three.yaml": `id: level-three
title: Level three
severity: warning
confidence: certain
why: Three is too much.
remedy: Use two.
checks:
  ini:
    - on: level
      where: node.text == "3"
      message: level three
      at: value
      fix: { title: Use level 2, replace: value, with: "2", safe: true }
`,
  ".tenet/rules/level-two.yaml": `id: level-two
title: Level two
severity: info
confidence: certain
why: Two is too much.
remedy: Use one.
checks:
  ini:
    - on: level
      where: node.text == "2"
      message: level two
      at: value
      fix: { title: Use level 1, replace: value, with: "1", safe: true }
`,
  ".tenet/rules/perhaps.yaml": `id: perhaps
title: Perhaps wrong
severity: hint
confidence: possible
why: It may be.
remedy: Look.
checks:
  ini:
    - on: maybe
      message: may be wrong
`,
};

/** A file that breaks the team's rules. */
export const ini = `[server]
debug = on
level = 3
[client]
  debug = on
maybe = yes
`;
