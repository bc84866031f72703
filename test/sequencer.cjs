const { default: Sequencer } = require('@jest/test-sequencer');

/** What takes longest, so that no worker comes to it last while the others have nothing left. */
const FIRST = ['pages', 'access', 'audit/tamper', 'ledger/promises', 'spend/import-promise', 'spend/entry-browser'];

/** Without the times of an earlier run jest begins with the largest files, as on a machine that never ran the tests. */
class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const found = FIRST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? FIRST.length : found;
    };
    return super.sort(tests).toSorted((a, b) => place(a) - place(b));
  }
}

module.exports = LongestFirst;
