/** An order that is the same on every machine. */
export function byText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
