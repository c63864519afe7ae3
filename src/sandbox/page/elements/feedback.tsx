import type { FeedbackButtons, IconButton } from '@slack/types';
import { useWorkspace } from '../state/workspace.ts';
import { Emoji } from '../text/emoji.tsx';
import type { ElementProps } from './use-element.ts';
import { useElement } from './use-element.ts';

export function FeedbackElement(props: ElementProps<FeedbackButtons>) {
  const { click, isWaiting } = useElement(props);
  const { positive_button, negative_button } = props.element;
  return [
    { button: positive_button, emoji: 'thumbsup' },
    { button: negative_button, emoji: 'thumbsdown' },
  ].map(({ button, emoji }) => (
    <button
      key={emoji}
      type="button"
      className="button button--icon"
      aria-label={button.accessibility_label ?? button.text.text}
      title={button.text.text}
      aria-disabled={isWaiting || undefined}
      onClick={() => void click({ value: button.value, text: button.text })}
    >
      <Emoji name={emoji} />
    </button>
  ));
}

const icons: Record<string, string> = { trash: 'wastebasket' };

export function IconElement(props: ElementProps<IconButton>) {
  const { element } = props;
  const { state } = useWorkspace();
  const { click, isWaiting } = useElement(props);
  const seenBy = element.visible_to_user_ids;
  if (seenBy && !seenBy.includes(state.me.id)) return null;
  return (
    <button
      type="button"
      className="button button--icon"
      aria-label={element.accessibility_label ?? element.text.text}
      title={element.text.text}
      aria-disabled={isWaiting || undefined}
      onClick={() => void click({ value: element.value, text: element.text })}
    >
      <Emoji name={icons[element.icon] ?? element.icon} />
    </button>
  );
}
