import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';

interface MenuItem {
  key: string;
  content: ReactNode;
  /** Set: one of these is ticked. */
  checked?: boolean;
  onPick: () => void;
}

interface MenuProps {
  label: string;
  className: string;
  trigger: ReactNode;
  items: MenuItem[];
  disabled?: boolean;
  align?: 'start' | 'end';
  heading?: ReactNode;
}

/** A button that opens a menu: arrows move, Enter picks, Esc and a click elsewhere close it. */
export function Menu({
  label,
  className,
  trigger,
  items,
  disabled,
  align = 'start',
  heading,
}: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return;
    const list = root.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]');
    const ticked = [...(list ?? [])].find((item) => item.ariaChecked === 'true');
    (ticked ?? list?.[0])?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  function move(event: KeyboardEvent) {
    const list = [...(root.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
    const current = list.indexOf(document.activeElement as HTMLElement);
    const last = list.length - 1;
    const target = {
      ArrowDown: current >= last ? 0 : current + 1,
      ArrowUp: current <= 0 ? last : current - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      list[target]?.focus();
    } else if (event.key === 'Escape') {
      // Not the dialog below, if there is one.
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') {
      setOpen(false);
    }
  }

  return (
    <div className="menu" ref={root}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-disabled={disabled || undefined}
        onClick={() => setOpen(!isOpen && !disabled)}
      >
        {trigger}
      </button>
      {isOpen && (
        <div
          id={id}
          className={`popup popup--${align}`}
          role="menu"
          aria-label={label}
          tabIndex={-1}
          onKeyDown={move}
        >
          {heading}
          {items.map((item) => (
            <button
              key={item.key}
              type="button"
              className="popup__item"
              {...(item.checked === undefined
                ? { role: 'menuitem' }
                : { role: 'menuitemradio', 'aria-checked': item.checked })}
              tabIndex={-1}
              onClick={() => {
                close();
                item.onPick();
              }}
            >
              {item.content}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
