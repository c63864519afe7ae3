import type { KnownBlock } from '@slack/types';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Person } from '../../rights/person.ts';
import { context } from '../blocks.ts';
import { messageBudget, type Piece, withinBudget } from '../budget.ts';
import type { SlackDeps } from '../context.ts';
import { createDrawing } from '../drawing.ts';
import { sections } from './sections.ts';

/** https://docs.slack.dev/surfaces/app-home : a home tab takes 100 blocks. */
const homeBudget = { blocks: 99, characters: messageBudget.characters };

/** Draws App Home for one person. Only what this person may see is on it. */
export async function publishHome(deps: SlackDeps, person: Person): Promise<void> {
  const { store, ...drawing } = createDrawing();
  const now = deps.now();
  const pieces: Piece[] = [];
  for (const section of sections) pieces.push(...(await section({ deps, person, drawing, now })));
  const { blocks, left } = withinBudget(pieces, homeBudget);
  const missing = Object.values(left).reduce((sum, count) => sum + count, 0);
  if (missing > 0) blocks.push(context(`${missing} more parts did not fit here.`));
  await store(deps.db, now);
  try {
    await deps.client.views.publish({
      user_id: person.userId,
      view: { type: 'home', blocks: blocks as KnownBlock[] },
    });
  } catch (error) {
    // Somebody else drew it in the meantime; theirs is as good.
    if (error instanceof WebAPIPlatformError && error.data.error === 'hash_conflict') return;
    throw error;
  }
}
