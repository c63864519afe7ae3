import { Fragment, useMemo } from 'react';
import { useWorkspace } from '../state/workspace.ts';
import { formatDate } from './dates.ts';
import { Emoji, withCharacters } from './emoji.tsx';
import { Link } from './links.tsx';
import { Broadcast, ChannelMention, GroupMention, UserMention } from './mentions.tsx';
import type { Inline } from './mrkdwn.ts';
import { parseMrkdwn } from './mrkdwn.ts';

/** mrkdwn as spans of text; paragraphs, quotes and code fences stand on lines of their own. */
export function Mrkdwn({ text }: { text: string }) {
  const blocks = useMemo(() => parseMrkdwn(text), [text]);
  return blocks.map((block, index) => {
    const key = `${index}-${block.kind}`;
    if (block.kind === 'pre') {
      return (
        <pre key={key} className="pre">
          {block.text}
        </pre>
      );
    }
    return block.kind === 'quote' ? (
      <blockquote key={key} className="quote">
        <Inlines nodes={block.children} />
      </blockquote>
    ) : (
      <span key={key} className="paragraph">
        <Inlines nodes={block.children} />
      </span>
    );
  });
}

function Inlines({ nodes }: { nodes: Inline[] }) {
  return nodes.map((node, index) => (
    // The pieces of one text never change places.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Fragment key={index}>
      <OneInline node={node} />
    </Fragment>
  ));
}

function OneInline({ node }: { node: Inline }) {
  switch (node.kind) {
    case 'text':
      return withCharacters(node.text);
    case 'break':
      return <br />;
    case 'bold':
      return (
        <strong>
          <Inlines nodes={node.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines nodes={node.children} />
        </s>
      );
    case 'code':
      return <code className="code">{node.text}</code>;
    case 'emoji':
      return <Emoji name={node.name} />;
    case 'link':
      return (
        <Link url={node.url}>
          <Inlines nodes={node.children} />
        </Link>
      );
    case 'user':
      return <UserMention id={node.id} label={node.label} />;
    case 'channel':
      return <ChannelMention id={node.id} label={node.label} />;
    case 'group':
      return <GroupMention id={node.id} label={node.label} />;
    case 'broadcast':
      return <Broadcast range={node.range} />;
    case 'date':
      return <DateText {...node} />;
  }
}

export function DateText({
  seconds,
  format,
  url,
}: {
  seconds: number;
  format: string;
  url?: string;
}) {
  const { state } = useWorkspace();
  const text = formatDate(seconds, format, state.me.tz, new Date());
  const time = (
    <time dateTime={new Date(seconds * 1000).toISOString()} title={`${state.me.tz} time`}>
      {text}
    </time>
  );
  return url ? <Link url={url}>{time}</Link> : time;
}
