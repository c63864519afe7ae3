import type { Checkboxes, Option, RadioButtons } from '@slack/types';
import { useId } from 'react';
import { Text } from '../text/text-object.tsx';
import type { ElementProps } from './use-element.ts';
import { useElement } from './use-element.ts';

export function CheckboxesElement(props: ElementProps<Checkboxes>) {
  const { value, change, isWaiting } = useElement(props);
  const chosen = (value.selected_options as Option[] | undefined) ?? [];
  const isChosen = (option: Option) => chosen.some((each) => each.value === option.value);

  function toggle(option: Option) {
    // Slack sends the options in the order of the block, not of the clicks.
    const next = props.element.options.filter((each) =>
      each.value === option.value ? !isChosen(each) : isChosen(each),
    );
    void change({ selected_options: next });
  }

  return (
    <fieldset
      className="choices"
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
    >
      {props.element.options.map((option) => (
        <Choice
          key={option.value}
          kind="checkbox"
          option={option}
          checked={isChosen(option)}
          isWaiting={isWaiting && props.dispatches}
          onChange={() => toggle(option)}
        />
      ))}
    </fieldset>
  );
}

export function RadioButtonsElement(props: ElementProps<RadioButtons>) {
  const { value, change, isWaiting } = useElement(props);
  const chosen = value.selected_option as Option | null | undefined;
  const name = useId();
  return (
    <fieldset
      className="choices"
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
    >
      {props.element.options.map((option) => (
        <Choice
          key={option.value}
          kind="radio"
          name={name}
          option={option}
          checked={chosen?.value === option.value}
          isWaiting={isWaiting && props.dispatches}
          onChange={() => void change({ selected_option: option })}
        />
      ))}
    </fieldset>
  );
}

interface ChoiceProps {
  kind: 'checkbox' | 'radio';
  name?: string;
  option: Option;
  checked: boolean;
  isWaiting: boolean;
  onChange: () => void;
}

function Choice({ kind, name, option, checked, isWaiting, onChange }: ChoiceProps) {
  return (
    <label className="choice">
      <input
        type={kind}
        name={name}
        checked={checked}
        aria-disabled={isWaiting || undefined}
        onChange={onChange}
      />
      <span className="choice__words">
        <Text of={option.text} />
        {option.description && (
          <span className="choice__description">
            <Text of={option.description} />
          </span>
        )}
      </span>
    </label>
  );
}
