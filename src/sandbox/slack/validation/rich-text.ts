/** The `rich_text` block and what may stand in it: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
import {
  boolean,
  byType,
  integer,
  list,
  number,
  object,
  oneOf,
  type Rule,
  string,
} from './rules.ts';

const style = {
  style: object(
    {},
    {
      bold: boolean,
      code: boolean,
      italic: boolean,
      strike: boolean,
      underline: boolean,
      highlight: boolean,
      client_highlight: boolean,
      unlink: boolean,
    },
  ),
};

const inline = byType({
  text: object({ text: string() }, style),
  link: object({ url: string({ max: 3000 }) }, { text: string(), unsafe: boolean, ...style }),
  user: object({ user_id: string() }, style),
  usergroup: object({ usergroup_id: string() }, style),
  channel: object({ channel_id: string() }, style),
  team: object({ team_id: string() }, style),
  emoji: object(
    { name: string() },
    { unicode: string(), url: string(), skin_tone: number, ...style },
  ),
  broadcast: object({ range: oneOf('here', 'channel', 'everyone') }, style),
  color: object({ value: string() }, style),
  date: object(
    { timestamp: number, format: string() },
    { url: string(), fallback: string(), ...style },
  ),
});

const border = { border: oneOf(0, 1) };
const section = object({ elements: list(inline) });

const part = byType({
  rich_text_section: section,
  rich_text_list: object(
    { elements: list(byType({ rich_text_section: section })), style: oneOf('bullet', 'ordered') },
    { indent: integer({ min: 0, max: 8 }), offset: integer({ min: 0 }), ...border },
  ),
  rich_text_preformatted: object({ elements: list(inline) }, { language: string(), ...border }),
  rich_text_quote: object({ elements: list(inline) }, border),
});

/** A whole `rich_text` block, also as a table's cell or a task's details. */
export const richText: Rule = byType({
  rich_text: object({ elements: list(part, { min: 1 }) }, { block_id: string({ max: 255 }) }),
});
