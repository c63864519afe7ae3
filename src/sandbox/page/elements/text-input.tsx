import type { EmailInput, NumberInput, PlainTextInput, URLInput } from '@slack/types';
import type { KeyboardEvent } from 'react';
import type { ElementProps } from './use-element.ts';
import { useElement } from './use-element.ts';

type AnyTextInput = PlainTextInput | EmailInput | URLInput | NumberInput;

const htmlTypes = {
  plain_text_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
} as const;

export function TextInputElement(props: ElementProps<AnyTextInput>) {
  const { element } = props;
  const { value, change } = useElement(props);
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const isMultiline = element.type === 'plain_text_input' && element.multiline === true;
  const tellsOn = (trigger: (typeof triggers)[number]) =>
    props.dispatches && triggers.includes(trigger);
  const text = (value.value as string | null | undefined) ?? '';

  function type(next: string) {
    // An emptied field holds null in Slack, not ''.
    void change({ value: next === '' ? null : next }, tellsOn('on_character_entered'));
  }

  function press(event: KeyboardEvent) {
    if (event.key !== 'Enter' || isMultiline || !tellsOn('on_enter_pressed')) return;
    event.preventDefault();
    void change({ value: text === '' ? null : text }, true);
  }

  const shared = {
    className: 'field',
    value: text,
    placeholder: element.placeholder?.text,
    'aria-labelledby': props.labelledBy,
    'aria-describedby': props.describedBy,
    'aria-invalid': props.invalid || undefined,
    'data-action-id': element.action_id,
    'data-autofocus': element.focus_on_load || undefined,
    maxLength: element.type === 'plain_text_input' ? (element.max_length ?? 3000) : undefined,
    onKeyDown: press,
  };
  if (isMultiline) {
    return <textarea {...shared} rows={4} onChange={(event) => type(event.target.value)} />;
  }
  return (
    <input
      {...shared}
      type={htmlTypes[element.type]}
      inputMode={element.type === 'number_input' ? 'decimal' : undefined}
      onChange={(event) => type(event.target.value)}
    />
  );
}
