/** Said once each: that a waiver ends in some days, or that it has. */
import type { WaiverValue } from '../../posture/waivers/types.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import type { Drawing } from '../drawing.ts';
import { when } from '../escape.ts';
import { waiverButtons } from './waiver-buttons.ts';
import { short, waiverOrigin, waiverState, waiverTitle } from './waiver-text.ts';

export interface ReminderValue {
  waiver: WaiverValue;
  /** How many days were left; null where the time was over. */
  days: number | null;
}

export const view = defineView<ReminderValue>({
  name: 'waiver-reminder',
  async load({ waivers }, valueId) {
    const [id = '', what = ''] = valueId.split('/');
    const waiver = await waivers.describe(id);
    return waiver && { waiver, days: what === 'lapsed' ? null : Number.parseInt(what, 10) };
  },
  render: waiverReminder,
  recipient: ({ waiver }) => waiver.requester,
});

export function waiverReminder({ waiver, days }: ReminderValue, tools: Drawing): Rendered {
  const title = waiverTitle(waiver);
  const headline = headlineOf(waiver, days);
  return {
    text: `${headline}: ${title}`,
    blocks: [
      section(
        `:hourglass: *${headline}:* ${short(title, 300)}\n${consequence(waiver, days)}\nIt was borne because: ${short(waiver.reason, 400)}`,
      ),
      ...waiverButtons(waiver, tools),
      context(waiverOrigin(waiver)),
    ],
  };
}

/** A reminder that arrives late says what is so by then. */
function headlineOf(waiver: WaiverValue, days: number | null): string {
  if (days === null) return 'A waiver has lapsed';
  if (waiver.state !== 'active') return `A waiver is over (${waiverState(waiver).toLowerCase()})`;
  return days === 1 ? 'A waiver lapses within a day' : `A waiver lapses within ${days} days`;
}

function consequence({ until, state, place }: WaiverValue, days: number | null): string {
  if (days === null)
    return `Its time was over ${when(until)}. The finding counts again, and reports name it as new.`;
  if (state !== 'active') return '';
  return place === null
    ? `From ${when(until)} on the finding counts again. Fix it, or ask for more time.`
    : `From ${when(until)} on the finding counts again. Fix it, or have more time reviewed in ${short(place, 150)}.`;
}
