import type { InputBlock } from '@slack/types';
import { useId } from 'react';
import { Element } from '../elements/element.tsx';
import { Icon } from '../layout/icons.tsx';
import { useSurface } from '../state/surface.tsx';
import { withEmoji } from '../text/emoji.tsx';

export function Input({ block }: { block: InputBlock }) {
  const id = useId();
  const { errors } = useSurface();
  const error = errors[block.block_id ?? ''];
  const described = [error ? `${id}-error` : '', block.hint ? `${id}-hint` : '']
    .filter(Boolean)
    .join(' ');
  return (
    <div className={error ? 'input input--invalid' : 'input'} data-block-id={block.block_id}>
      <span className="input__label" id={`${id}-label`}>
        {withEmoji(block.label.text)}
        {block.optional && <span className="input__optional"> (optional)</span>}
      </span>
      <Element
        element={block.element}
        blockId={block.block_id ?? ''}
        dispatches={block.dispatch_action === true}
        labelledBy={`${id}-label`}
        describedBy={described || undefined}
        invalid={error !== undefined}
      />
      {error && (
        <span className="input__error" id={`${id}-error`} role="alert">
          <Icon name="warn" />
          {error}
        </span>
      )}
      {block.hint && (
        <span className="input__hint" id={`${id}-hint`}>
          {withEmoji(block.hint.text)}
        </span>
      )}
    </div>
  );
}
