/** What suites use of node:assert, for the web's extension host, which has no Node. */
function fail(message: string | undefined, otherwise: string): never {
  throw new Error(message ?? otherwise);
}

function ok(value: unknown, message?: string): void {
  if (!value) fail(message, `${value} is not true`);
}

function equal(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected)) fail(message, `${actual} is not ${expected}`);
}

function deepEqual(actual: unknown, expected: unknown, message?: string): void {
  const [one, other] = [JSON.stringify(actual, null, 1), JSON.stringify(expected, null, 1)];
  if (one !== other) fail(message, `${one}\nis not\n${other}`);
}

function match(text: string, pattern: RegExp, message?: string): void {
  if (!pattern.test(text)) fail(message, `${text}\ndoes not match ${pattern}`);
}

function doesNotMatch(text: string, pattern: RegExp, message?: string): void {
  if (pattern.test(text)) fail(message, `${text}\nmatches ${pattern}`);
}

export default { ok, equal, deepEqual, match, doesNotMatch };
