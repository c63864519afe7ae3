import type {
  ActionsBlock,
  AlertBlock,
  CardBlock,
  CarouselBlock,
  ContainerBlock,
  ContextActionsBlock,
  ContextBlock,
  DataTableBlock,
  HeaderBlock,
  InputBlock,
  PlanBlock,
  RichTextBlock,
  SectionBlock,
  TableBlock,
  TaskCardBlock,
} from '@slack/types';
import type { AnyBlock } from '../../slack/protocol.ts';
import { Element } from '../elements/element.tsx';
import { withEmoji } from '../text/emoji.tsx';
import { RichText } from '../text/rich-text.tsx';
import { Alert } from './alert.tsx';
import { Card, Carousel } from './card.tsx';
import { Container } from './container.tsx';
import { Context } from './context.tsx';
import { DataTable } from './data-table.tsx';
import { Input } from './input.tsx';
import { LibraryBlock } from './library-block.tsx';
import { Plan, TaskCard } from './plan.tsx';
import { Section } from './section.tsx';
import { Table } from './table.tsx';
import { Unknown } from './unknown.tsx';

/** Any block, or a visible grey box for one that this page does not know. */
export function OneBlock({ block }: { block: AnyBlock }) {
  // The type of the block says which fields it has.
  const as = <B,>() => block as unknown as B;

  switch (block.type) {
    case 'header':
      return <h3 className="header">{withEmoji(as<HeaderBlock>().text.text)}</h3>;
    case 'section':
      return <Section block={as<SectionBlock>()} />;
    case 'context':
      return <Context block={as<ContextBlock>()} />;
    case 'divider':
      return <hr className="divider" />;
    case 'actions':
    case 'context_actions':
      return (
        <div className={block.type === 'actions' ? 'actions' : 'actions actions--context'}>
          {as<ActionsBlock | ContextActionsBlock>().elements.map((element, index) => (
            <Element
              key={element.action_id ?? index}
              element={element}
              blockId={block.block_id ?? ''}
              dispatches
            />
          ))}
        </div>
      );
    case 'input':
      return <Input block={as<InputBlock>()} />;
    case 'rich_text':
      return <RichText block={as<RichTextBlock>()} />;
    case 'table':
      return <Table block={as<TableBlock>()} />;
    case 'data_table':
      return <DataTable block={as<DataTableBlock>()} />;
    case 'alert':
      return <Alert block={as<AlertBlock>()} />;
    case 'plan':
      return <Plan block={as<PlanBlock>()} />;
    case 'task_card':
      return <TaskCard block={as<TaskCardBlock>()} />;
    case 'container':
      return <Container block={as<ContainerBlock>()} />;
    case 'card':
      return <Card block={as<CardBlock>()} />;
    case 'carousel':
      return <Carousel block={as<CarouselBlock>()} />;
    case 'data_visualization':
    case 'markdown':
    case 'image':
    case 'video':
      return <LibraryBlock block={block} />;
    default:
      return <Unknown what="block" type={block.type} />;
  }
}
