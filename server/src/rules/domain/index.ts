import type { Fact } from "../../document/fact.js";
import { clearTextFacts } from "./clear-text.js";
import { endOfLifeFacts } from "./end-of-life.js";
import { iamFacts } from "./iam.js";
import { networkFacts } from "./networks.js";
import { portFacts } from "./ports.js";

/** What security rules ask beyond one format: networks, ports, versions, IAM documents, TLS. */
export const domainFacts: readonly Fact[] = [
  ...networkFacts,
  ...portFacts,
  ...iamFacts,
  ...clearTextFacts,
  ...endOfLifeFacts,
];
