import type { ContainerBlock } from '@slack/types';
import { Icon } from '../layout/icons.tsx';
import { withEmoji } from '../text/emoji.tsx';
import { RichText } from '../text/rich-text.tsx';
import { Text } from '../text/text-object.tsx';
import { Blocks } from './blocks.tsx';

export function Container({ block }: { block: ContainerBlock }) {
  const { title, rich_text_title, subtitle, icon, width = 'standard' } = block;
  const head = (
    <>
      {icon && 'image_url' in icon && (
        <img className="context__image" src={icon.image_url} alt={icon.alt_text} />
      )}
      <span className="container__titles">
        <span className="container__title">
          {rich_text_title ? <RichText block={rich_text_title} /> : withEmoji(title?.text ?? '')}
        </span>
        {subtitle && (
          <span className="container__subtitle">
            <Text of={subtitle} />
          </span>
        )}
      </span>
    </>
  );
  const body = (
    <div className="container__body">
      <Blocks blocks={block.child_blocks} />
    </div>
  );
  if (block.is_collapsible) {
    return (
      <details className={`container container--${width}`} open={!block.default_collapsed}>
        <summary className="container__head">
          <Icon name="chevron" />
          {head}
        </summary>
        {body}
      </details>
    );
  }
  const divided = block.has_header_divider
    ? 'container__head container__head--divided'
    : 'container__head';
  return (
    <div className={`container container--${width}`}>
      <div className={divided}>{head}</div>
      {body}
    </div>
  );
}
