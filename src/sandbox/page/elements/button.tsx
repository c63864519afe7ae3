import type { Button } from '@slack/types';
import { Icon } from '../layout/icons.tsx';
import { withEmoji } from '../text/emoji.tsx';
import { Spinner } from './spinner.tsx';
import type { ElementProps } from './use-element.ts';
import { useElement } from './use-element.ts';

export function ButtonElement(props: ElementProps<Button>) {
  const { element } = props;
  const { click, isBusy, isWaiting } = useElement(props);

  function press() {
    if (isWaiting) return;
    if (element.url) window.open(element.url, '_blank', 'noreferrer');
    const { value, text, style } = element;
    void click({ ...(value === undefined ? {} : { value }), text, ...(style ? { style } : {}) });
  }

  return (
    <button
      type="button"
      className={`button ${element.style ? `button--${element.style}` : ''}`}
      aria-label={element.accessibility_label}
      aria-busy={isBusy}
      aria-disabled={isWaiting || undefined}
      data-action-id={element.action_id}
      onClick={press}
    >
      <span className="button__text">{withEmoji(element.text.text)}</span>
      {element.url && <Icon name="external" />}
      {isBusy && <Spinner />}
    </button>
  );
}
