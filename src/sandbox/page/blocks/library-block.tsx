import type { Block } from 'slack-blocks-to-jsx';
import { Message } from 'slack-blocks-to-jsx';
import type { AnyBlock } from '../../slack/protocol.ts';
import { useWorkspace } from '../state/workspace.ts';
import { emojiCharacter } from '../text/emoji.tsx';

/** Charts, Markdown and pictures: `slack-blocks-to-jsx` draws them well, and nothing in them is clicked. */
export function LibraryBlock({ block }: { block: AnyBlock }) {
  const { theme } = useWorkspace();
  return (
    <div className={`library library--${block.type}`}>
      <Message
        blocks={[block as Block]}
        theme={theme}
        withoutWrapper
        // Parts of the wrapper that is left out; the library wants them all the same.
        name=""
        logo="data:,"
        hooks={{
          emoji: ({ name }) => <span className="emoji">{emojiCharacter(name) ?? `:${name}:`}</span>,
        }}
      />
    </div>
  );
}
