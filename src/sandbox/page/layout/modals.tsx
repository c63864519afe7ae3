import { useState } from 'react';
import type { StateValues } from '../../slack/protocol.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Modal } from './modal.tsx';

/** The stack of open modals: the top one is shown, what was typed in those below is kept. */
export function Modals() {
  const { state } = useWorkspace();
  const [touched, setTouched] = useState<Record<string, StateValues>>({});
  const top = state.modals.at(-1);
  if (!top) return null;
  return (
    <Modal
      key={top.id}
      view={top}
      below={state.modals.length - 1}
      touched={touched[top.id] ?? {}}
      onTouch={(next) => setTouched((before) => ({ ...before, [top.id]: next }))}
    />
  );
}
