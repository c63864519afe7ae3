import type { SlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';

export interface Answer {
  status: number;
  ok: boolean;
  error?: string;
  retryAfter: string | null;
  [field: string]: unknown;
}

/** Calls a method as any HTTP client would: a form, nested values as JSON, the token in a header. */
export async function callSlack(
  slack: SlackStandIn,
  method: string,
  args: Record<string, unknown> = {},
  token: string | null = slack.tokens.bot,
): Promise<Answer> {
  const fields = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });
  const body = (await response.json()) as { ok: boolean };
  return { ...body, status: response.status, retryAfter: response.headers.get('retry-after') };
}

/** What Slack says is wrong, each with its JSON pointer. */
export function messagesOf(answer: Answer): string[] {
  return (answer.response_metadata as { messages?: string[] } | undefined)?.messages ?? [];
}
