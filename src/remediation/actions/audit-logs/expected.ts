/** What a plan says about gigabytes and money. */
import type { LogPrices } from '../../settings.ts';
import type { Volume } from './volume.ts';

/** One sentence or more; an estimate is called one, with what it rests on. */
export function sayExpected(
  volume: Volume,
  { nodes, workspace, prices }: { nodes: number; workspace: string; prices: LogPrices },
): string[] {
  if (volume.kind === 'unknown')
    return [
      `How many gigabytes a day this will be cannot be estimated: ${volume.why || 'nothing to compare with'}. Every gigabyte costs about ${money(prices.analytics, prices)} to take in (${prices.source}); look at the workspace’s usage after the first day.`,
    ];
  const { clusters, plan } = volume;
  const measured = sum(clusters.map(({ gigabytes }) => gigabytes));
  const expected = (measured / sum(clusters.map((each) => each.nodes))) * nodes;
  const basis = clusters.map(
    ({ name, nodes: count, gigabytes }) =>
      `${name} ${size(gigabytes)} with ${count} ${count === 1 ? 'node' : 'nodes'}`,
  );
  const price = plan === 'Analytics' ? prices.analytics : prices.basic;
  const monthly = expected * 30;
  const other =
    plan === 'Analytics'
      ? ` On the Basic plan of that table it would be about ${money(monthly * prices.basic, prices)}, and each query would be paid for.`
      : '';
  return [
    `Expected: about ${size(expected)} a day for ${nodes} ${nodes === 1 ? 'node' : 'nodes'}. This is an estimate from what came into ${workspace} in the last day: ${basis.join(', ')}.`,
    `To take that in costs about ${money(monthly * price, prices)} for 30 days, at ${money(price, prices)} a gigabyte on the ${plan} plan (${prices.source}).${other}`,
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @example size(0.0123) // "12 MB" */
function size(gigabytes: number): string {
  if (gigabytes >= 1) return `${gigabytes.toFixed(1)} GB`;
  const megabytes = gigabytes * 1000;
  return megabytes < 1 ? 'less than 1 MB' : `${Math.round(megabytes)} MB`;
}

function money(amount: number, { currency }: LogPrices): string {
  return amount > 0 && amount < 0.01
    ? `less than 0.01 ${currency}`
    : `${amount.toFixed(2)} ${currency}`;
}
