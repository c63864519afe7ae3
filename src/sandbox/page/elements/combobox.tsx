import type { KeyboardEvent } from 'react';
import { Fragment, useId, useState } from 'react';
import { withEmoji } from '../text/emoji.tsx';
import { Spinner } from './spinner.tsx';
import type { ComboChoice, ComboSource } from './use-choices.ts';
import { useChoices } from './use-choices.ts';
import { useFloating } from './use-floating.ts';

export interface ComboboxProps {
  chosen: ComboChoice[];
  onChange: (next: ComboChoice[]) => void;
  source: ComboSource;
  isMultiple?: boolean;
  maxChosen?: number;
  placeholder?: string;
  /** A click is under way: nothing can be chosen now. */
  isWaiting?: boolean;
  isBusy?: boolean;
  labelledBy?: string;
  describedBy?: string;
  invalid?: boolean;
  actionId?: string;
}

/** A field to type in, with a list to choose from: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function Combobox(props: ComboboxProps) {
  const { chosen, onChange, isMultiple = false, placeholder = 'Choose an option' } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const { anchor, style } = useFloating(isOpen);
  const { found, isLoading, isTooShort } = useChoices(props.source, query, isOpen);

  const isChosen = (choice: ComboChoice) => chosen.some((each) => each.key === choice.key);

  function pick(choice: ComboChoice | undefined) {
    if (!choice) return;
    setQuery('');
    if (!isMultiple) {
      setOpen(false);
      onChange([choice]);
    } else if (isChosen(choice)) {
      onChange(chosen.filter((each) => each.key !== choice.key));
    } else if (chosen.length < (props.maxChosen ?? Number.POSITIVE_INFINITY)) {
      onChange([...chosen, choice]);
    }
  }

  function press(event: KeyboardEvent) {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) setOpen(true);
      else if (found.length > 0)
        setActive((active + (key === 'ArrowDown' ? 1 : found.length - 1)) % found.length);
    } else if (key === 'Enter' && isOpen) {
      event.preventDefault();
      pick(found[active]);
    } else if (key === 'Escape' && isOpen) {
      // Closes the list, not the dialog around it.
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (key === 'Backspace' && query === '' && isMultiple) {
      onChange(chosen.slice(0, -1));
    }
  }

  const single = !isMultiple ? chosen[0] : undefined;
  return (
    <div className="combo" ref={anchor}>
      <div className={`field combo__field ${props.isWaiting ? 'field--waiting' : ''}`}>
        {isMultiple &&
          chosen.map((each) => (
            <span key={each.key} className="chip">
              {withEmoji(each.label)}
              <button
                type="button"
                className="chip__remove"
                aria-label={`Remove ${each.label}`}
                onClick={() => pick(each)}
              >
                ×
              </button>
            </span>
          ))}
        <input
          className="combo__input"
          role="combobox"
          type="text"
          autoComplete="off"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={isOpen && found[active] ? `${id}-${active}` : undefined}
          aria-labelledby={props.labelledBy}
          aria-label={props.labelledBy ? undefined : placeholder}
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid || undefined}
          data-action-id={props.actionId}
          aria-disabled={props.isWaiting || undefined}
          readOnly={props.isWaiting}
          placeholder={single?.label ?? (chosen.length > 0 ? '' : placeholder)}
          value={isOpen ? query : (single?.label ?? '')}
          onChange={(event) => {
            setOpen(true);
            setQuery(event.target.value);
            setActive(0);
          }}
          onClick={() => setOpen(!props.isWaiting)}
          onBlur={() => {
            setOpen(false);
            setQuery('');
          }}
          onKeyDown={press}
        />
        {props.isBusy ? <Spinner /> : <span className="combo__chevron" aria-hidden="true" />}
      </div>
      {isOpen && (
        <div className="popup popup--floating" style={style}>
          <div
            id={`${id}-list`}
            role="listbox"
            aria-multiselectable={isMultiple || undefined}
            aria-label={placeholder}
          >
            {found.map((choice, index) => (
              <Fragment key={choice.key}>
                {choice.group && choice.group !== found[index - 1]?.group && (
                  <div className="popup__group" role="presentation">
                    {choice.group}
                  </div>
                )}
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are read by the input */}
                {/* biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus */}
                <div
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={isChosen(choice)}
                  className={`popup__item ${index === active ? 'popup__item--active' : ''}`}
                  onPointerDown={(event) => event.preventDefault()}
                  onPointerMove={() => setActive(index)}
                  onClick={() => pick(choice)}
                >
                  <span>
                    {withEmoji(choice.label)}
                    {choice.description && (
                      <span className="popup__description">{choice.description}</span>
                    )}
                  </span>
                </div>
              </Fragment>
            ))}
          </div>
          {isLoading && <div className="popup__note">Searching…</div>}
          {isTooShort && <div className="popup__note">Go on typing to search</div>}
          {!isLoading && !isTooShort && found.length === 0 && (
            <div className="popup__note">No results</div>
          )}
        </div>
      )}
    </div>
  );
}
