/** The end of an alarm, in its thread and in the channel: an edit alone would notify nobody. */
import type { BlindValue } from '../../forbidden/alerts/blind.ts';
import { type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { clustersInWords, gaps } from './not-looking.ts';
import { short } from './waiver-text.ts';

export const view = defineView<BlindValue>({
  name: 'looking-again',
  load: ({ alerts }, id) => alerts.describeBlind(id),
  render: lookingAgain,
});

export function lookingAgain(value: BlindValue): Rendered {
  const text = short(`I can look at the audit log of ${clustersInWords(value)} again.`, 1000);
  return { text, blocks: [section(`:white_check_mark: ${text}`), ...gaps(value)] };
}
