import type { ConfirmationDialog } from '@slack/types';
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useState } from 'react';
import { Dialog } from '../layout/dialog.tsx';
import { Text } from '../text/text-object.tsx';

type Ask = (dialog: ConfirmationDialog) => Promise<boolean>;

const ConfirmContext = createContext<Ask>(async () => true);

interface Open {
  dialog: ConfirmationDialog;
  answer: (yes: boolean) => void;
}

/** Lets any element ask "are you sure?" in the words of its confirm object. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Open>();

  const ask = useCallback<Ask>(
    (dialog) => new Promise((resolve) => setOpen({ dialog, answer: resolve })),
    [],
  );

  function answer(yes: boolean) {
    open?.answer(yes);
    setOpen(undefined);
  }

  return (
    <ConfirmContext value={ask}>
      {children}
      {open && (
        <Dialog
          className="modal modal--confirm"
          labelledBy="confirm-title"
          onDismiss={() => answer(false)}
        >
          <header className="modal__header">
            <h2 id="confirm-title" className="modal__title">
              {open.dialog.title ? <Text of={open.dialog.title} /> : 'Are you sure?'}
            </h2>
          </header>
          <div className="modal__body">
            <Text of={open.dialog.text} />
          </div>
          <footer className="modal__footer">
            <button type="button" className="button" onClick={() => answer(false)}>
              {open.dialog.deny?.text ?? 'No'}
            </button>
            <button
              type="button"
              className={`button button--${open.dialog.style ?? 'primary'}`}
              onClick={() => answer(true)}
            >
              {open.dialog.confirm?.text ?? 'Yes'}
            </button>
          </footer>
        </Dialog>
      )}
    </ConfirmContext>
  );
}

export function useConfirm(): Ask {
  return useContext(ConfirmContext);
}
