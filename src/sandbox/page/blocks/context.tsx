import type { ContextBlock } from '@slack/types';
import { Text } from '../text/text-object.tsx';

export function Context({ block }: { block: ContextBlock }) {
  return (
    <div className="context">
      {block.elements.map((element, index) => {
        const key = `${index}-${element.type}`;
        if (element.type !== 'image') {
          return (
            <span key={key} className="context__text">
              <Text of={element} />
            </span>
          );
        }
        const url = 'image_url' in element ? element.image_url : undefined;
        return <img key={key} className="context__image" src={url} alt={element.alt_text} />;
      })}
    </div>
  );
}
