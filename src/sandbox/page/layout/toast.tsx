import { useEffect, useRef } from 'react';
import { Icon } from './icons.tsx';

const shownForMs = 8_000;

/** A failure in words. It lies above open dialogs, which is what a popover is for. */
export function Toast({ text, onGone }: { text: string; onGone: () => void }) {
  const element = useRef<HTMLDivElement>(null);

  useEffect(() => {
    element.current?.showPopover();
    const timer = setTimeout(onGone, shownForMs);
    return () => clearTimeout(timer);
  }, [onGone]);

  return (
    <div ref={element} className="toast" popover="manual" role="alert">
      <Icon name="warn" />
      <span>{text}</span>
      <button
        type="button"
        className="icon-button icon-button--bar"
        aria-label="Dismiss"
        onClick={onGone}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
