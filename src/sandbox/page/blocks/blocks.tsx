import type { AnyBlock } from '../../slack/protocol.ts';
import { OneBlock } from './block.tsx';

/** Blocks of a message, a view or a container, one below the other. */
export function Blocks({ blocks }: { blocks: AnyBlock[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <OneBlock key={block.block_id ?? `${index}-${block.type}`} block={block} />
      ))}
    </div>
  );
}
