import type { KeyboardEvent } from 'react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { Spinner } from '../elements/spinner.tsx';
import { readStored, writeStored } from '../state/stored.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Icon } from './icons.tsx';
import { suggest } from './suggestions.ts';
import { Suggestions } from './suggestions-list.tsx';

interface ComposerProps {
  channel: string;
  threadTs?: string;
  placeholder: string;
}

const keptLines = 50;

/** Where one types: messages, `/` commands with hints, arrow-up for what was sent before. */
export function Composer({ channel, threadTs, placeholder }: ComposerProps) {
  const { state, act } = useWorkspace();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [isSending, setSending] = useState(false);
  const [active, setActive] = useState(-1);
  const [isDismissed, setDismissed] = useState(false);
  /** How many lines back in the history; 0 is what is being written now. */
  const [back, setBack] = useState(0);
  const historyKey = `sent.${state.me.id}`;
  const suggestions = isDismissed || back > 0 ? [] : suggest(text, state);

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    // Emptied, it must shrink again; the browser knows the height only after the text is in it.
    element.style.height = text === '' ? '' : `${element.scrollHeight}px`;
  }, [text]);

  function write(next: string) {
    setText(next);
    setActive(-1);
    setDismissed(false);
    setBack(0);
  }

  async function send() {
    const line = text.trim();
    if (line === '' || isSending) return;
    const kept = readStored<string[]>(historyKey, []).filter((each) => each !== line);
    writeStored(historyKey, [line, ...kept].slice(0, keptLines));
    write('');
    setSending(true);
    const result = await act({ do: 'say', channel, text: line, ...(threadTs ? { threadTs } : {}) });
    setSending(false);
    // Nothing typed may be lost; but what has been typed since comes first.
    if (!result.ok && !line.startsWith('/')) setText((now) => (now === '' ? line : now));
  }

  function recall(step: 1 | -1): boolean {
    const kept = readStored<string[]>(historyKey, []);
    const next = back + step;
    if (next < 0 || next > kept.length) return false;
    setBack(next);
    setText(next === 0 ? '' : (kept[next - 1] ?? ''));
    return true;
  }

  function complete(index: number) {
    const insert = suggestions[index]?.insert;
    if (insert === undefined) return false;
    write(insert);
    field.current?.focus();
    return true;
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>) {
    const { key } = event;
    const count = suggestions.length;
    const handled = () => event.preventDefault();
    if (event.nativeEvent.isComposing) return;
    if (count > 0 && (key === 'ArrowDown' || key === 'ArrowUp')) {
      setActive((active + (key === 'ArrowDown' ? 1 : count - Math.min(active, 0) - 1)) % count);
      handled();
    } else if (count > 0 && key === 'Tab' && !event.shiftKey) {
      if (complete(Math.max(active, 0))) handled();
    } else if (key === 'Escape' && count > 0) {
      setDismissed(true);
      handled();
    } else if (key === 'Enter' && !event.shiftKey) {
      handled();
      if (active < 0 || !complete(active)) void send();
    } else if (key === 'ArrowUp' && (text === '' || back > 0)) {
      if (recall(1)) handled();
    } else if (key === 'ArrowDown' && back > 0) {
      if (recall(-1)) handled();
    }
  }

  return (
    <div className="composer">
      {suggestions.length > 0 && (
        <Suggestions
          id={id}
          suggestions={suggestions}
          active={active}
          onPick={complete}
          onHover={setActive}
        />
      )}
      <form
        className="composer__box"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <textarea
          ref={field}
          className="composer__field"
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={threadTs ? 'Reply' : 'Message'}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={suggestions.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 && suggestions[active] ? `${id}-${active}` : undefined}
          onChange={(event) => write(event.target.value)}
          onBlur={() => setDismissed(true)}
          onKeyDown={press}
        />
        <button
          type="submit"
          className="composer__send"
          aria-label="Send"
          aria-busy={isSending}
          disabled={text.trim() === '' || isSending}
        >
          {isSending ? <Spinner label="Sending" /> : <Icon name="send" />}
        </button>
      </form>
      <p className="composer__help">
        <kbd>Enter</kbd> sends · <kbd>Shift Enter</kbd> new line · <kbd>/</kbd> commands ·{' '}
        <kbd>↑</kbd> sent before
      </p>
    </div>
  );
}
