import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import type { ActResult, Container, StateValues } from '../../slack/protocol.ts';
import type { Value } from './values.ts';
import { overlaid } from './values.ts';
import { useWorkspace } from './workspace.ts';

export interface ActionPayload {
  type: string;
  block_id: string;
  action_id: string;
  [field: string]: unknown;
}

/** One message or view: what its elements hold, and the way to tell the app about a click. */
export interface Surface {
  values: StateValues;
  errors: Record<string, string>;
  setValue(blockId: string, actionId: string, value: Value): void;
  /** `value` is what the element is about to hold; a state update would arrive too late. */
  dispatch(action: ActionPayload, value?: Value): Promise<ActResult>;
  options(blockId: string, actionId: string, query: string): Promise<ActResult>;
  /** `block_id/action_id` of the click that is under way. */
  busy?: string;
}

const SurfaceContext = createContext<Surface | undefined>(undefined);

interface SurfaceProps {
  container: Container;
  /** What the workspace says that its elements hold. */
  known?: StateValues;
  errors?: Record<string, string>;
  /** What was typed, if somebody above has to know it. */
  touched?: StateValues;
  onTouch?: (next: StateValues) => void;
  children: ReactNode;
}

const none = {};

export function SurfaceProvider(props: SurfaceProps) {
  const { container, known = none, errors = none, children } = props;
  const { act } = useWorkspace();
  const [own, setOwn] = useState<StateValues>({});
  const [busy, setBusy] = useState<string>();
  const touched = props.touched ?? own;
  const onTouch = props.onTouch ?? setOwn;

  const setValue = useCallback(
    (blockId: string, actionId: string, value: Value) =>
      onTouch(withValue(touched, blockId, actionId, value)),
    [touched, onTouch],
  );

  const dispatch = useCallback(
    async (action: ActionPayload, value?: Value) => {
      const now = value ? withValue(touched, action.block_id, action.action_id, value) : touched;
      setBusy(`${action.block_id}/${action.action_id}`);
      try {
        return await act({ do: 'act', container, action, values: overlaid(known, now) });
      } finally {
        setBusy(undefined);
      }
    },
    [act, container, known, touched],
  );

  const options = useCallback(
    (blockId: string, actionId: string, query: string) =>
      act({ do: 'options', container, block_id: blockId, action_id: actionId, value: query }),
    [act, container],
  );

  const surface = useMemo<Surface>(
    () => ({ values: overlaid(known, touched), errors, setValue, dispatch, options, busy }),
    [known, touched, errors, setValue, dispatch, options, busy],
  );
  return <SurfaceContext value={surface}>{children}</SurfaceContext>;
}

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('useSurface needs a SurfaceProvider above it');
  return surface;
}

function withValue(
  values: StateValues,
  blockId: string,
  actionId: string,
  value: Value,
): StateValues {
  return overlaid(values, { [blockId]: { [actionId]: value } });
}
