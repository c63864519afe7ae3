import type { SectionBlock } from '@slack/types';
import { useLayoutEffect, useRef, useState } from 'react';
import { Element } from '../elements/element.tsx';
import { Text } from '../text/text-object.tsx';

/** Slack folds long sections away behind "See more", unless `expand` is set. */
const foldedHeightPx = 420;

export function Section({ block }: { block: SectionBlock }) {
  const { text, fields, accessory } = block;
  return (
    <div className="section">
      <div className="section__words">
        {text && (
          <Foldable isFoldable={!block.expand}>
            <Text of={text} />
          </Foldable>
        )}
        {fields && (
          <div className="fields">
            {fields.map((field, index) => (
              // The fields of one section never change places.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <div key={index} className="fields__one">
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="section__accessory">
          <Element element={accessory} blockId={block.block_id ?? ''} dispatches />
        </div>
      )}
    </div>
  );
}

function Foldable({ isFoldable, children }: { isFoldable: boolean; children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [isLong, setLong] = useState(false);
  const [isOpen, setOpen] = useState(false);

  useLayoutEffect(() => {
    setLong(isFoldable && (box.current?.scrollHeight ?? 0) > foldedHeightPx);
  }, [isFoldable]);

  const isFolded = isLong && !isOpen;
  return (
    <>
      <div
        ref={box}
        className="foldable"
        style={isFolded ? { maxHeight: foldedHeightPx } : undefined}
      >
        {children}
      </div>
      {isLong && (
        <button type="button" className="link" onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'See less' : 'See more'}
        </button>
      )}
    </>
  );
}
