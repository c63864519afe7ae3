import { get } from 'node-emoji';
import type { ReactNode } from 'react';

/** Slack's names that the table of `node-emoji` does not know. */
const slackNames: Record<string, string> = {
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  large_orange_circle: '🟠',
  large_red_circle: '🔴',
  large_purple_circle: '🟣',
  large_brown_circle: '🟤',
  large_green_square: '🟩',
  large_blue_square: '🟦',
  large_red_square: '🟥',
  large_yellow_square: '🟨',
  large_orange_square: '🟧',
  octagonal_sign: '🛑',
  thumbsup: '👍',
  thumbsdown: '👎',
  pencil: '📝',
  cop: '👮',
  robot_face: '🤖',
  hand: '✋',
  stethoscope: '🩺',
  adhesive_bandage: '🩹',
  envelope: '✉️',
  heavy_exclamation_mark: '❗',
};

/** The character of a shortcode; undefined for a name that nobody knows. */
export function emojiCharacter(name: string): string | undefined {
  return slackNames[name] ?? get(name);
}

/** An unknown shortcode stays what it is, as in Slack. */
export function Emoji({ name }: { name: string }) {
  const character = emojiCharacter(name);
  if (!character) return <>{`:${name}:`}</>;
  return (
    <span className="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {character}
    </span>
  );
}

/** Text with its shortcodes as emoji; nothing else is read into it. */
export function withEmoji(text: string): ReactNode[] {
  return text.split(/(:[a-z0-9_+'-]+:)/).map((part, index) => {
    const name = /^:(.+):$/.exec(part)?.[1];
    // The pieces of one text never change places.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    return name && index % 2 === 1 ? <Emoji key={index} name={name} /> : part;
  });
}
