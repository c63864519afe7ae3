import type {
  Button,
  Checkboxes,
  Datepicker,
  EmailInput,
  FeedbackButtons,
  IconButton,
  ImageElement,
  Overflow,
  RadioButtons,
  Select,
} from '@slack/types';
import { Unknown } from '../blocks/unknown.tsx';
import { ButtonElement } from './button.tsx';
import { CheckboxesElement, RadioButtonsElement } from './choices.tsx';
import { DateElement } from './date-input.tsx';
import { FeedbackElement, IconElement } from './feedback.tsx';
import { OverflowElement } from './overflow.tsx';
import { SelectElement } from './select.tsx';
import { TextInputElement } from './text-input.tsx';
import type { ElementProps } from './use-element.ts';

/** Any interactive element, or a visible grey box for one that this page does not know. */
export function Element(props: ElementProps<{ type: string }>) {
  const { type } = props.element;
  // The type of the element says which fields it has.
  const as = <E,>() => ({ ...props, element: props.element as unknown as E });

  switch (type) {
    case 'button':
    case 'workflow_button':
      return <ButtonElement {...as<Button>()} />;
    case 'overflow':
      return <OverflowElement {...as<Overflow>()} />;
    case 'checkboxes':
      return <CheckboxesElement {...as<Checkboxes>()} />;
    case 'radio_buttons':
      return <RadioButtonsElement {...as<RadioButtons>()} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <DateElement {...as<Datepicker>()} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextInputElement {...as<EmailInput>()} />;
    case 'feedback_buttons':
      return <FeedbackElement {...as<FeedbackButtons>()} />;
    case 'icon_button':
      return <IconElement {...as<IconButton>()} />;
    case 'image': {
      const { image_url, alt_text } = as<ImageElement & { image_url: string }>().element;
      return <img className="accessory-image" src={image_url} alt={alt_text} />;
    }
    default:
      if (/^(multi_)?(static|external|users|conversations|channels)_select$/.test(type)) {
        return <SelectElement {...as<Select>()} />;
      }
      return <Unknown what="element" type={type} />;
  }
}
