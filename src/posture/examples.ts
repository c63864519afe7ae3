/** Of many things, as many as a reader can bear. */
import { listed } from './combine.ts';

/** Pieces of evidence in one finding; its message says how many there are in truth. */
export const mostEvidence = 100;

const mostExamples = 3;

/** `a, b, c and 4 more` */
export function examplesOf(names: readonly string[]): string {
  const more = names.length - mostExamples;
  return listed([...names.slice(0, mostExamples), ...(more > 0 ? [`${more} more`] : [])]);
}

/** `1 namespace`, `2 namespaces` */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
