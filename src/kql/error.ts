/** A mistake in a query, or something this evaluator refuses (`not-implemented`), with its place in the text. */
export class KqlError extends Error {
  readonly code: string;
  readonly start?: number;
  readonly length?: number;

  constructor(code: string, message: string, place: { start?: number; length?: number } = {}) {
    super(message);
    this.name = 'KqlError';
    this.code = code;
    this.start = place.start;
    this.length = place.length;
  }
}

/** Refuses a part of KQL by its name, so that a query never runs with another meaning. */
export function refuse(what: string, place?: { TextStart: number; Width: number }): KqlError {
  return new KqlError(
    'not-implemented',
    `${what} is not implemented in the local evaluator.`,
    place ? { start: place.TextStart, length: place.Width } : {},
  );
}
