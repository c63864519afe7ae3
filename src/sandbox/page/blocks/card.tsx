import type { CardBlock, CarouselBlock, ImageElement } from '@slack/types';
import { Element } from '../elements/element.tsx';
import { Text } from '../text/text-object.tsx';

export function Card({ block }: { block: CardBlock }) {
  const { hero_image, icon, title, subtitle, body, actions } = block;
  return (
    <article className="card">
      <Picture image={hero_image} className="card__hero" />
      <div className="card__head">
        <Picture image={icon} className="card__icon" />
        <div>
          {title && (
            <div className="card__title">
              <Text of={title} />
            </div>
          )}
          {subtitle && (
            <div className="card__subtitle">
              <Text of={subtitle} />
            </div>
          )}
        </div>
      </div>
      {body && <Text of={body} />}
      {actions && (
        <div className="actions">
          {actions.map((button, index) => (
            <Element
              key={button.action_id ?? index}
              element={button}
              blockId={block.block_id ?? ''}
              dispatches
            />
          ))}
        </div>
      )}
    </article>
  );
}

export function Carousel({ block }: { block: CarouselBlock }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, with the keyboard too
    <section className="carousel" aria-label="Cards" tabIndex={0}>
      {block.elements.map((card, index) => (
        <Card key={card.block_id ?? index} block={card} />
      ))}
    </section>
  );
}

function Picture({ image, className }: { image?: ImageElement; className: string }) {
  if (!image || !('image_url' in image)) return null;
  return <img className={className} src={image.image_url} alt={image.alt_text} />;
}
