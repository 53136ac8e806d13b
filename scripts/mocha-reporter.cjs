const { Spec } = require("mocha").reporters;

/** mocha's usual report and a plain closing line. */
module.exports = class extends Spec {
  epilogue() {
    super.epilogue();
    const { passes = 0, failures = 0, pending = 0 } = this.stats;
    process.stdout.write(`\ntests: ${passes} passed, ${failures} failed, ${pending} skipped\n`);
  }
};
