import { header } from '../blocks.ts';
import type { Piece } from '../budget.ts';
import { pendingFor } from '../pending.ts';
import { pendingList } from '../views/pending-list.ts';
import type { HomeContext } from './sections.ts';

/** What waits for a decision; left out while nothing does. */
export async function pendingSection({ deps, person, drawing }: HomeContext): Promise<Piece[]> {
  const pending = await pendingFor({ deps, person, origin: { kind: 'home' } });
  if (pending.changes.length === 0) return [];
  return [
    {
      importance: 20,
      blocks: [header('Waiting for a decision'), ...pendingList(pending, drawing)],
    },
  ];
}
