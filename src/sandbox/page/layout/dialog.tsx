import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';

interface DialogProps {
  className: string;
  labelledBy?: string;
  label?: string;
  /** Esc, and a click beside it if that is wanted. */
  onDismiss: () => void;
  closesOutside?: boolean;
  children: ReactNode;
}

/**
 * The browser's own modal dialog: it keeps the focus inside, makes the rest inert, closes on Esc and
 * gives the focus back to whatever had it.
 */
export function Dialog(props: DialogProps) {
  const { className, labelledBy, label, onDismiss, closesOutside = false, children } = props;
  const element = useRef<HTMLDialogElement>(null);
  const isLeaving = useRef(false);

  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    const before = document.activeElement;
    isLeaving.current = false;
    dialog.showModal();
    const first = '[data-autofocus], .modal__body :is(input, textarea):not([type="search"])';
    dialog.querySelector<HTMLElement>(first)?.focus();
    return () => {
      isLeaving.current = true;
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    // The keyboard's way to dismiss is Esc, which arrives as `cancel`.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <dialog
      ref={element}
      className={className}
      aria-labelledby={labelledBy}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onDismiss();
      }}
      onClose={(event) => {
        // A second Esc in a row closes it whatever `cancel` said.
        if (event.target === element.current && !isLeaving.current) onDismiss();
      }}
      onClick={(event) => {
        if (closesOutside && event.target === element.current) onDismiss();
      }}
    >
      {children}
    </dialog>
  );
}
