import type { ExitCode } from './define.ts';

/** Names of error classes that mean wrong usage or unreadable input; the rest is somebody refusing or out of reach. */
const inputErrors = new Set([
  'SettingsError',
  'RightsError',
  'WaiversError',
  'ConfigError',
  'InputFileError',
  'ManifestError',
]);

export function exitCodeOf(error: unknown): ExitCode {
  if (typeof error === 'object' && error !== null && 'exitCode' in error) {
    const { exitCode } = error;
    if (exitCode === 1 || exitCode === 2 || exitCode === 3) return exitCode;
  }
  return error instanceof Error && inputErrors.has(error.name) ? 2 : 3;
}

/** What went wrong, as a person reads it. Settings keep their lines: each names one setting. */
export function oneLine(error: unknown): string {
  // A host with several addresses fails with an error of each, and without words of its own.
  if (error instanceof AggregateError && !error.message) return oneLine(error.errors[0]);
  const message = error instanceof Error ? error.message || error.name : String(error);
  return error instanceof Error && inputErrors.has(error.name)
    ? message
    : message.replaceAll(/\s*\n\s*/g, ' ');
}
