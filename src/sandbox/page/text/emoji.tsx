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
  double_vertical_bar: '⏸️',
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

/** Text whose emoji characters are drawn in colour; shortcodes stay as they are. */
export function withCharacters(text: string): ReactNode {
  const parts = text.split(/(\p{RGI_Emoji})/v);
  if (parts.length === 1) return text;
  return parts.map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places
      <span key={index} className="emoji">
        {part}
      </span>
    ),
  );
}

/** Text with its shortcodes, and its emoji characters, as emoji; nothing else is read into it. */
export function withEmoji(text: string): ReactNode[] {
  return text.split(/:([a-z0-9_+'-]+):/).map((part, index) => {
    const key = `${index}-${part}`;
    return index % 2 === 1 ? (
      <Emoji key={key} name={part} />
    ) : (
      <span key={key}>{withCharacters(part)}</span>
    );
  });
}
