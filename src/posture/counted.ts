/** `1 namespace`, `2 namespaces`: for the beginning of a sentence, where `one` would be out of place. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
