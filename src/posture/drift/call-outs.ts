import type { CallOut, Cell, DriftCluster, Question } from './types.ts';

/**
 * Where production is weaker than another cluster, and where a lower environment is weaker than production.
 * What may differ is left out on both sides; clusters whose environment is not in the order are too.
 */
export function callOutsOf({
  question: { compare },
  sides,
  cells,
}: {
  question: Pick<Question, 'compare'>;
  sides: readonly Pick<DriftCluster, 'name' | 'rank' | 'isProduction'>[];
  cells: readonly Cell[];
}): CallOut[] {
  if (!compare) return [];
  const judged = sides.flatMap(({ name, rank, isProduction }, index) => {
    const cell = cells[index];
    return cell?.kind === 'value' && !cell.allowed && rank !== null
      ? [{ name, isProduction, value: cell.value }]
      : [];
  });
  return judged.flatMap(({ name, isProduction, value }): CallOut[] => {
    const than = judged
      .filter((other) => (isProduction || other.isProduction) && other.name !== name)
      .filter((other) => compare(value, other.value) === 'weaker')
      .map((other) => other.name);
    if (than.length === 0) return [];
    return [{ kind: isProduction ? 'production-weaker' : 'lower-weaker', cluster: name, than }];
  });
}
