import { header } from '../blocks.ts';
import type { Piece } from '../budget.ts';
import { openRequests } from '../open-requests.ts';
import type { HomeContext } from './sections.ts';

/** What waits for a decision; left out while nothing does. */
export async function pendingSection({ deps, person, drawing }: HomeContext): Promise<Piece[]> {
  const { count, draw } = await openRequests({ deps, person, origin: { kind: 'home' } });
  if (count === 0) return [];
  return [{ importance: 20, blocks: [header('Waiting for a decision'), ...draw(drawing)] }];
}
