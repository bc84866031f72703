// Says nothing while all is well, so that a failure is never scrolled away; the last line is for machines.
class QuietReporter {
  onTestResult(_test, result) {
    if (!result.failureMessage) return;
    for (const entry of result.console ?? []) process.stdout.write(`${entry.type}: ${entry.message}\n`);
    process.stdout.write(`\nFAIL ${result.testFilePath}\n${result.failureMessage}\n`);
  }

  onRunComplete(_contexts, results) {
    // A file that never got as far as its first case would otherwise count for nothing.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    if (results.runExecError) process.stdout.write(`\n${results.runExecError.message}\n`);
    if (results.wasInterrupted) process.stdout.write('\nThe run was interrupted.\n');
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${tail}\n`);
  }
}

module.exports = QuietReporter;
