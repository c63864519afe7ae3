import type { AlertBlock } from '@slack/types';
import { Icon } from '../layout/icons.tsx';
import { Text } from '../text/text-object.tsx';

/** The icon and the word say the level to those who see no colours, or nothing at all. */
const levels = {
  default: { icon: 'dot', word: 'Note' },
  info: { icon: 'info', word: 'Information' },
  warning: { icon: 'warn', word: 'Warning' },
  error: { icon: 'close', word: 'Error' },
  success: { icon: 'check', word: 'Success' },
} as const;

export function Alert({ block }: { block: AlertBlock }) {
  const level = block.level ?? 'default';
  const { icon, word } = levels[level] ?? levels.default;
  return (
    <div className={`alert alert--${level}`} role="note" aria-label={word}>
      <Icon name={icon} />
      <div>
        <Text of={block.text} />
      </div>
    </div>
  );
}
