import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { callSlack } from './call-slack.ts';

let slack: SlackStandIn;

beforeAll(async () => {
  slack = await startSlackStandIn({ commands: [] });
});

afterAll(async () => {
  await slack?.close();
});

test('a file uploaded with filesUploadV2 hangs in the thread and can be fetched', async () => {
  const client = new WebClient(slack.tokens.bot, { slackApiUrl: slack.apiUrl });
  const parent = await client.chat.postMessage({ channel: 'C0PLATFRM', text: 'report' });
  const content = '<script>alert(1)</script>';
  await client.filesUploadV2({
    channel_id: 'C0PLATFRM',
    thread_ts: String(parent.ts),
    initial_comment: 'the whole report',
    filename: 'report.html',
    content,
  });
  const shared = slack.driver.messages('C0PLATFRM').at(-1);
  expect(shared).toMatchObject({
    text: 'the whole report',
    threadTs: parent.ts,
    files: [{ name: 'report.html', mimetype: 'text/html', size: content.length }],
  });
  const response = await fetch(shared?.files?.[0]?.url ?? '');
  expect(await response.text()).toBe(content);
  expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('raw bytes are taken too; a wrong size is refused, and an unfinished file is nowhere', async () => {
  const asked = await callSlack(slack, 'files.getUploadURLExternal', {
    filename: 'a.bin',
    length: 4,
  });
  const id = String(asked.file_id);
  await fetch(String(asked.upload_url), { method: 'POST', body: new Uint8Array([1, 2, 3]) });
  const files = [{ id, title: 'A' }];
  expect(await callSlack(slack, 'files.completeUploadExternal', { files })).toMatchObject({
    error: 'file_upload_size_mismatch',
  });
  expect((await fetch(`${slack.url}/files/${id}/a.bin`)).status).toBe(404);
  await fetch(String(asked.upload_url), { method: 'POST', body: new Uint8Array([1, 2, 3, 4]) });
  expect(await callSlack(slack, 'files.completeUploadExternal', { files })).toMatchObject({
    ok: true,
    files: [{ id, title: 'A' }],
  });
  const bytes = await (await fetch(`${slack.url}/files/${id}/a.bin`)).arrayBuffer();
  expect([...new Uint8Array(bytes)]).toEqual([1, 2, 3, 4]);
});
