import type { Node as YamlNode } from "yaml";
import { readOwnYaml } from "../rules/own-yaml.js";
import { checkShape, type Shape, type ShapeProblem } from "../rules/shape.js";
import type { Principle } from "./statements.js";

/** The name of the file in a folder of rules that holds statements of a team's own. */
export const statementsName = "statements.yaml";

/** The shape of a file of statements: that of tenet's own `rules/statements.yaml`. */
const statementsShape: Shape = {
  type: "list",
  about: "the principles of a team",
  of: {
    type: "object",
    about: "a principle",
    keys: {
      principle: { type: "text", about: "its id" },
      title: { type: "text", about: "what it is called" },
      groups: {
        type: "list",
        about: "its statements in groups",
        of: {
          type: "object",
          about: "a group of statements",
          keys: {
            group: { type: "text", about: "the group's id" },
            title: { type: "text", about: "what it asks for" },
            statements: {
              type: "map",
              about: "what each statement says, by its id",
              of: { type: "text", about: "a sentence" },
            },
          },
          required: ["group", "title", "statements"],
        },
      },
    },
    required: ["principle", "title", "groups"],
  },
};

/** Reads a file of statements. Never throws; nothing of a file with a problem is used. */
export function readStatements(text: string): {
  readonly principles: readonly Principle[];
  readonly problems: readonly ShapeProblem[];
} {
  const { yaml, data, problems: wrong } = readOwnYaml(text);
  const problems: ShapeProblem[] = [...wrong];
  if (problems.length === 0)
    checkShape(yaml.contents as YamlNode | null, statementsShape, (one) => problems.push(one), {
      start: 0,
      end: text.length,
    });
  return { principles: problems.length === 0 ? (data as readonly Principle[]) : [], problems };
}
