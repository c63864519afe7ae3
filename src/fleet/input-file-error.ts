/** A file given with `--from` cannot be used. The message names the file and says what would work. */
export class InputFileError extends Error {
  readonly file: string;

  constructor(file: string, problem: string, cause?: unknown) {
    super(`${file}: ${problem}`, cause === undefined ? undefined : { cause });
    this.name = 'InputFileError';
    this.file = file;
  }
}
