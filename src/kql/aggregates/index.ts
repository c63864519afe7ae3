import type { AggregateFunction } from './kit.ts';
import { numberAggregates } from './numbers.ts';
import { percentileAggregates } from './percentiles.ts';
import { rowAggregates } from './rows.ts';
import { setAggregates } from './sets.ts';

/** Every aggregate function that is implemented, by its name. */
export const aggregates: Record<string, AggregateFunction | undefined> = {
  ...numberAggregates,
  ...setAggregates,
  ...rowAggregates,
  ...percentileAggregates,
};
