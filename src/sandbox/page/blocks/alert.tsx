import type { AlertBlock } from '@slack/types';
import { Text } from '../text/text-object.tsx';

/** The sign and the word say the level to those who see no colours, or nothing at all. */
const levels = {
  default: { sign: '•', word: 'Note' },
  info: { sign: 'ℹ', word: 'Information' },
  warning: { sign: '⚠', word: 'Warning' },
  error: { sign: '✕', word: 'Error' },
  success: { sign: '✓', word: 'Success' },
} as const;

export function Alert({ block }: { block: AlertBlock }) {
  const level = block.level ?? 'default';
  const { sign, word } = levels[level] ?? levels.default;
  return (
    <div className={`alert alert--${level}`} role="note" aria-label={word}>
      <span className="alert__sign" aria-hidden="true">
        {sign}
      </span>
      <div>
        <Text of={block.text} />
      </div>
    </div>
  );
}
