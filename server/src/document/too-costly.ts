/** Thrown by what a rule asks of a document when the answer takes more than its bound; the message says which one. */
export class TooCostly extends Error {}
