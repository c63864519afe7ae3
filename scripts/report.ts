/** Prints how many tests passed and failed, from the report of the last run, as a line of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../test-results/report.json');
const report = JSON.parse(await readFile(file, 'utf8'));
const files: { status: string; assertionResults: unknown[] }[] = report.testResults;
// A file that could not even be loaded has no test that failed: count it as one.
const unloaded = files.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
).length;
const failed = report.numFailedTests + unloaded;
console.log(
  `${report.numPassedTests} passed, ${failed} failed${report.numPendingTests > 0 ? `, ${report.numPendingTests} skipped` : ''}`,
);
if (failed > 0 || report.numPassedTests === 0) process.exitCode = 1;
