import type { FormEvent } from 'react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { StateValues, View } from '../../slack/protocol.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { Spinner } from '../elements/spinner.tsx';
import { SurfaceProvider } from '../state/surface.tsx';
import { overlaid } from '../state/values.ts';
import { useWorkspace } from '../state/workspace.ts';
import { withEmoji } from '../text/emoji.tsx';
import { Avatar } from './avatar.tsx';
import { Dialog } from './dialog.tsx';
import { Icon } from './icons.tsx';

interface ModalProps {
  view: View;
  /** How many modals lie under this one. */
  below: number;
  touched: StateValues;
  onTouch: (next: StateValues) => void;
}

export function Modal({ view, below, touched, onTouch }: ModalProps) {
  const { state, act } = useWorkspace();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [isSending, setSending] = useState(false);
  const container = useMemo(() => ({ type: 'view' as const, viewId: view.id }), [view.id]);
  const { errors } = view;

  // The first thing that is wrong is where the person has to go on.
  useEffect(() => {
    if (!errors) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    await act({ do: 'submit', viewId: view.id, values: overlaid(view.values ?? {}, touched) });
    setSending(false);
  }

  function close() {
    void act({ do: 'close', viewId: view.id });
  }

  return (
    <Dialog className="modal" labelledBy={`${id}-title`} onDismiss={close}>
      <form ref={form} className="modal__form" noValidate onSubmit={submit}>
        <header className="modal__header">
          <Avatar person={state.bot} />
          <h2 className="modal__title" id={`${id}-title`}>
            {withEmoji(view.title ?? state.bot.name)}
          </h2>
          <button
            type="button"
            className="icon-button"
            aria-label={below > 0 ? 'Back' : 'Close'}
            onClick={close}
          >
            <Icon name="close" />
          </button>
        </header>
        <div className="modal__body">
          <SurfaceProvider
            container={container}
            known={view.values}
            errors={errors}
            touched={touched}
            onTouch={onTouch}
          >
            <Blocks blocks={view.blocks} />
          </SurfaceProvider>
        </div>
        {(view.submit || view.close) && (
          <footer className="modal__footer">
            <button type="button" className="button" onClick={close}>
              {view.close ?? 'Cancel'}
            </button>
            {view.submit && (
              <button
                type="submit"
                className="button button--primary"
                disabled={isSending}
                aria-busy={isSending}
              >
                {view.submit}
                {isSending && <Spinner />}
              </button>
            )}
          </footer>
        )}
      </form>
    </Dialog>
  );
}
