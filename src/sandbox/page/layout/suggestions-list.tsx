import type { Suggestion } from './suggestions.ts';

interface SuggestionsProps {
  id: string;
  suggestions: Suggestion[];
  active: number;
  onPick: (index: number) => void;
  onHover: (index: number) => void;
}

export function Suggestions({ id, suggestions, active, onPick, onHover }: SuggestionsProps) {
  return (
    <div className="hints">
      <div id={`${id}-list`} role="listbox" aria-label="Suggestions">
        {suggestions.map(({ key, title, usage, detail }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are read by the text field
          // biome-ignore lint/a11y/useFocusableInteractive: the text field keeps the focus
          <div
            key={key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className={`hints__one ${index === active ? 'hints__one--active' : ''}`}
            onPointerDown={(event) => event.preventDefault()}
            onPointerMove={() => onHover(index)}
            onClick={() => onPick(index)}
          >
            <span className="hints__title">{title}</span>
            {usage && <span className="hints__usage">{usage}</span>}
            <span className="hints__detail">{detail}</span>
          </div>
        ))}
      </div>
      <div className="hints__foot">
        <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Tab</kbd> complete · <kbd>Esc</kbd> close
      </div>
    </div>
  );
}
