import type { Problem } from './validate-blocks.ts';

/** A refusal in Slack's own words: answered as `{ ok: false, error, …details }`. */
export class SlackError extends Error {
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(code: string, details: Record<string, unknown> = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.details = details;
  }
}

/** Slack lists what is wrong in `response_metadata.messages`, with a JSON pointer at the end of each line. */
export function refusal(code: string, problems: readonly Problem[]): SlackError {
  const messages = problems.map((p) => `[ERROR] ${p.message} [json-pointer:${p.pointer}]`);
  return new SlackError(code, {
    errors: problems.map((p) => `${p.message} [json-pointer:${p.pointer}]`),
    response_metadata: { messages },
  });
}

/** `invalid_arguments` for one argument. */
export function badArgument(name: string, message: string): SlackError {
  return refusal('invalid_arguments', [{ pointer: `/${name}`, code: 'invalid_value', message }]);
}
