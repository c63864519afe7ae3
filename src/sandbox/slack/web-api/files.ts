/** Uploads in three steps, as `filesUploadV2` makes them: https://docs.slack.dev/messaging/working-with-files */
import { extname } from 'node:path';
import { badArgument, SlackError } from '../errors.ts';
import { type Fields, isObject } from '../validation/rules.ts';
import type { StoredFile } from '../workspace.ts';
import type { Call, Method } from './method.ts';
import { targetOf, threadOf } from './targets.ts';

const mimetypes: Record<string, string> = {
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.sarif': 'application/json',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
};

function getUploadUrl({ ground, args }: Call) {
  const name = args.required('filename');
  const size = Number(args.required('length'));
  if (!Number.isInteger(size) || size <= 0)
    throw badArgument('length', 'must be a positive integer');
  const file: StoredFile = {
    id: ground.workspace.newId('F0'),
    name,
    title: name,
    mimetype: mimetypes[extname(name).toLowerCase()] ?? 'application/octet-stream',
    size,
    complete: false,
  };
  ground.workspace.files.set(file.id, file);
  return { upload_url: `${ground.baseUrl()}/upload/${file.id}`, file_id: file.id };
}

function uploaded({ ground: { workspace } }: Call, entry: unknown): StoredFile {
  const file = isObject(entry) ? workspace.files.get(String(entry.id)) : undefined;
  if (!isObject(entry) || !file?.content) throw new SlackError('file_not_found');
  if (file.content.length !== file.size) throw new SlackError('file_upload_size_mismatch');
  if (typeof entry.title === 'string') file.title = entry.title;
  file.complete = true;
  return file;
}

/** Where people and apps fetch a file. */
function fileUrl(baseUrl: string, { id, name }: StoredFile): string {
  return `${baseUrl}/files/${id}/${encodeURIComponent(name)}`;
}

function complete(call: Call): Fields {
  const { ground, args } = call;
  const entries = args.json('files');
  if (!Array.isArray(entries) || entries.length === 0)
    throw badArgument('files', 'no fewer than 1 items allowed');
  const word = args.text('channel_id');
  const channel = word ? targetOf(ground, word) : undefined;
  const threadTs = channel ? threadOf(ground, channel, args.text('thread_ts')) : undefined;
  const files = entries.map((entry) => uploaded(call, entry));
  const shown = files.map((file) => ({
    id: file.id,
    name: file.name,
    mimetype: file.mimetype,
    size: file.size,
    url: fileUrl(ground.baseUrl(), file),
  }));
  if (channel)
    ground.workspace.post({
      channel: channel.id,
      user: ground.workspace.bot.id,
      text: args.text('initial_comment') ?? '',
      subtype: 'file_share',
      files: shown,
      ...(threadTs ? { threadTs } : {}),
    });
  return {
    files: files.map(({ id, title, name, mimetype, size }, index) => ({
      id,
      title,
      name,
      mimetype,
      size,
      url_private: shown[index]?.url,
      permalink: shown[index]?.url,
    })),
  };
}

const scopes = ['files:write'];

export const fileMethods: Method[] = [
  { name: 'files.getUploadURLExternal', scopes, tier: 4, run: getUploadUrl },
  { name: 'files.completeUploadExternal', scopes, tier: 4, run: complete },
];
