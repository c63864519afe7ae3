import type { TextObject } from '@slack/types';
import { withEmoji } from './emoji.tsx';
import { Mrkdwn } from './mrkdwn.tsx';

/** A text object of either kind. plain_text shows its shortcodes, unless `emoji` is false. */
export function Text({ of }: { of: TextObject }) {
  if (of.type === 'mrkdwn') return <Mrkdwn text={of.text} />;
  return <span className="plain">{of.emoji === false ? of.text : withEmoji(of.text)}</span>;
}
