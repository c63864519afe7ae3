import { CliError, defineCliCommand } from './define.ts';

const modes = ['socket', 'http'] as const;
const formats = ['json', 'yaml'] as const;

interface Options {
  mode: (typeof modes)[number];
  url?: string;
  command: string;
  format: (typeof formats)[number];
}

export const command = defineCliCommand({
  name: 'manifest',
  summary: 'Print the manifest of the Slack app, to paste where Slack asks for one',
  options: [
    {
      flags: '--mode <mode>',
      description: 'socket needs no public address; http receives requests from Slack at --url',
      choices: modes,
      default: 'socket',
    },
    { flags: '--url <address>', description: 'with --mode http: where Slack reaches Drawbridge' },
    {
      flags: '--command <command>',
      description: 'name of the slash command, as in SLACK_COMMAND',
      default: '/aks',
    },
    {
      flags: '--format <format>',
      description: 'Slack reads both',
      choices: formats,
      default: 'json',
    },
  ],
  examples: [
    {
      line: 'drawbridge manifest > manifest.json',
      does: 'for https://api.slack.com/apps, Create New App, From a manifest',
    },
    {
      line: 'drawbridge manifest --mode http --url https://drawbridge.contoso.com',
      does: 'the same for an app that Slack reaches over HTTP',
    },
  ],
  async run(io, { options }) {
    const { mode, url, command: slashCommand, format } = options as unknown as Options;
    const { settingsTable } = await import('../config/table.ts');
    const { manifest } = await import('../slack/manifest.ts');
    const named = settingsTable.SLACK_COMMAND.schema.safeParse(slashCommand);
    if (!named.success)
      throw new CliError(
        `“${slashCommand}” is no slash command: it ${named.error.issues[0]?.message}`,
        { exitCode: 2 },
      );
    const made = manifest({
      slashCommand,
      ...(mode === 'http' ? { mode, publicUrl: publicUrl(url) } : { mode: withoutUrl(mode, url) }),
    });
    const text =
      format === 'yaml'
        ? (await import('yaml')).stringify(made)
        : `${JSON.stringify(made, null, 2)}\n`;
    io.stdout(text);
    return 0;
  },
});

function publicUrl(url: string | undefined): string {
  if (url === undefined)
    throw new CliError('--mode http needs --url, the address where Slack reaches Drawbridge', {
      exitCode: 2,
    });
  // Slack sends requests to https addresses alone: https://docs.slack.dev/apis/events-api
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw new CliError(`--url “${url}” is no address that starts with https://`, { exitCode: 2 });
  const { origin, pathname, search, hash } = new URL(url);
  if (pathname !== '/' || search || hash)
    throw new CliError(`--url “${url}” has more than a host; say ${origin}`, { exitCode: 2 });
  return origin;
}

function withoutUrl(mode: 'socket', url: string | undefined): 'socket' {
  if (url !== undefined)
    throw new CliError('--url belongs to --mode http; Socket Mode needs no address', {
      exitCode: 2,
    });
  return mode;
}
