import type { RichTextBlock, RichTextElement, RichTextList, RichTextSection } from '@slack/types';
import type { ReactNode } from 'react';
import { Fragment } from 'react';
import { Emoji, withCharacters } from './emoji.tsx';
import { Link } from './links.tsx';
import { Broadcast, ChannelMention, GroupMention, UserMention } from './mentions.tsx';
import { DateText } from './mrkdwn.tsx';

/** Structured text: nothing in it is parsed, so nothing can be smuggled into it. */
export function RichText({ block }: { block: RichTextBlock }) {
  return (
    <div className="rich-text">
      {block.elements.map((element, index) => {
        const key = `${index}-${element.type}`;
        switch (element.type) {
          case 'rich_text_section':
            return (
              <div key={key}>
                <Elements of={element.elements} />
              </div>
            );
          case 'rich_text_list':
            return <List key={key} list={element} />;
          case 'rich_text_quote':
            return (
              <blockquote key={key} className="quote">
                <Elements of={element.elements} />
              </blockquote>
            );
          case 'rich_text_preformatted':
            return (
              <pre key={key} className="pre">
                <Elements of={element.elements} />
              </pre>
            );
          default:
            return null;
        }
      })}
    </div>
  );
}

function List({ list }: { list: RichTextList }) {
  const Tag = list.style === 'ordered' ? 'ol' : 'ul';
  return (
    <Tag className="list" style={{ marginLeft: `${(list.indent ?? 0) * 24}px` }}>
      {list.elements.map((item, index) => (
        // The items of one list never change places.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index}>
          <Elements of={(item as RichTextSection).elements} />
        </li>
      ))}
    </Tag>
  );
}

function Elements({ of }: { of: RichTextElement[] }) {
  return of.map((element, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places
    <Fragment key={index}>{styled(element, plain(element))}</Fragment>
  ));
}

function plain(element: RichTextElement): ReactNode {
  switch (element.type) {
    case 'text':
      return withCharacters(element.text);
    case 'emoji':
      return <Emoji name={element.name} />;
    case 'link':
      return <Link url={element.url}>{element.text ?? element.url}</Link>;
    case 'user':
      return <UserMention id={element.user_id} />;
    case 'channel':
      return <ChannelMention id={element.channel_id} />;
    case 'usergroup':
      return <GroupMention id={element.usergroup_id} />;
    case 'broadcast':
      return <Broadcast range={element.range} />;
    case 'date':
      return <DateText seconds={element.timestamp} format={element.format} url={element.url} />;
    case 'color':
      return (
        <code className="code">
          <span className="swatch" style={{ background: element.value }} /> {element.value}
        </code>
      );
    default:
      return null;
  }
}

function styled(element: RichTextElement, content: ReactNode): ReactNode {
  const style: { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean } =
    ('style' in element && element.style) || {};
  let result = content;
  if (style.code) result = <code className="code">{result}</code>;
  if (style.strike) result = <s>{result}</s>;
  if (style.italic) result = <em>{result}</em>;
  if (style.bold) result = <strong>{result}</strong>;
  return result;
}

/** The bare words, for sorting and searching. */
export function richTextWords(block: RichTextBlock): string {
  return block.elements.flatMap((part) => part.elements.map(wordsOf)).join('');
}

function wordsOf(part: RichTextElement | RichTextSection): string {
  if ('elements' in part) return part.elements.map(wordsOf).join('');
  if (part.type === 'emoji') return part.name;
  return 'text' in part ? (part.text ?? '') : '';
}
