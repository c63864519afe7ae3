/** A manifest cannot be used. The message names the file and says what would work. */
export class ManifestError extends Error {
  constructor(file: string, problem: string, cause?: unknown) {
    super(`${file}: ${problem}`, cause === undefined ? undefined : { cause });
    this.name = 'ManifestError';
  }
}
