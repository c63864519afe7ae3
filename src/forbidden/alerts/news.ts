/** What an alert tells that the others of its incident do not: pure. */
import type { AlertRow } from '../../store/alerts.ts';
import type { Sighting } from '../types.ts';
import type { Told } from './types.ts';
import { worsening } from './worsening.ts';

/** Those that matter by themselves; that secrets are asked for is said by `worsening`. */
const telling: readonly string[] = ['exec', 'rbac', 'tokens'];

/** In sentences without an end, of plain text that others chose parts of: what one caller does that it did not before. */
export function newsTo(
  members: readonly Pick<AlertRow, 'sighting' | 'told'>[],
  { sighting }: Pick<AlertRow, 'sighting'>,
): string[] {
  const known = members.map((member) => member.sighting as Sighting);
  const { detection, kind, resourceClass } = sighting as Sighting;
  const isKnown = known.some((each) => each.detection === detection && each.kind === kind);
  const isOfClass = known.some((each) => each.resourceClass === resourceClass);
  return [
    ...(isKnown ? [] : [`something else of it: ${detection === 'forbidden' ? kind : detection}`]),
    ...(telling.includes(resourceClass) && !isOfClass ? [`it asks for ${resourceClass} now`] : []),
    ...worsening(toldOfAll(members), sighting).reasons,
  ];
}

/** Without a rate or a severity: that an incident grows is said of all of it. */
function toldOfAll(members: readonly Pick<AlertRow, 'told'>[]): Told {
  const all = members.map(({ told }) => told as Told);
  return {
    addresses: all.flatMap(({ addresses }) => addresses),
    agents: all.flatMap(({ agents }) => agents),
    secrets: all.some(({ secrets }) => secrets),
    succeeded: all.flatMap(({ succeeded }) => succeeded),
    rate: 0,
  };
}
