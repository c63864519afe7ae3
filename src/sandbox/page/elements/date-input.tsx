import type { Datepicker, DateTimepicker, Timepicker } from '@slack/types';
import { useWorkspace } from '../state/workspace.ts';
import { localDateTime, secondsOfLocal } from './local-time.ts';
import type { ElementProps } from './use-element.ts';
import { useElement } from './use-element.ts';

const kinds = {
  datepicker: { html: 'date', field: 'selected_date' },
  timepicker: { html: 'time', field: 'selected_time' },
  datetimepicker: { html: 'datetime-local', field: 'selected_date_time' },
} as const;

/** The browser's own pickers: they are what people know, and they work with a keyboard. */
export function DateElement(props: ElementProps<Datepicker | Timepicker | DateTimepicker>) {
  const { element } = props;
  const { state } = useWorkspace();
  const { value, change, isWaiting } = useElement(props);
  const { html, field } = kinds[element.type];
  const held = value[field];
  const isMoment = element.type === 'datetimepicker';
  const shown = isMoment && typeof held === 'number' ? localDateTime(held, state.me.tz) : held;

  function pick(text: string) {
    const next = text === '' ? null : isMoment ? secondsOfLocal(text, state.me.tz) : text;
    void change({ [field]: next });
  }

  return (
    <input
      className="field field--date"
      type={html}
      value={typeof shown === 'string' ? shown : ''}
      readOnly={isWaiting && props.dispatches}
      aria-labelledby={props.labelledBy}
      aria-label={props.labelledBy ? undefined : (placeholderOf(element) ?? 'Pick a date')}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid || undefined}
      data-action-id={element.action_id}
      onChange={(event) => pick(event.target.value)}
    />
  );
}

function placeholderOf(element: Datepicker | Timepicker | DateTimepicker): string | undefined {
  return 'placeholder' in element ? element.placeholder?.text : undefined;
}
