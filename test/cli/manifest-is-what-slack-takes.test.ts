import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { scopes } from '../../src/slack/scopes.ts';
import { drawbridge } from './support/run.ts';

interface Manifest {
  display_information: { name: string; description: string; background_color: string };
  features: {
    bot_user: { display_name: string };
    slash_commands: {
      command: string;
      description: string;
      usage_hint: string;
      url?: string;
    }[];
  };
  oauth_config: { scopes: { bot: string[] } };
  settings: {
    socket_mode_enabled: boolean;
    event_subscriptions: { request_url?: string; bot_events: string[] };
    interactivity: { request_url?: string; message_menu_options_url?: string };
  };
}

/** https://docs.slack.dev/reference/app-manifest */
function expectWithinLimits(manifest: Manifest): void {
  const { display_information: shown, features } = manifest;
  expect(shown.name.length).toBeLessThanOrEqual(35);
  expect(shown.description.length).toBeLessThanOrEqual(140);
  expect(shown.background_color).toMatch(/^#[0-9a-f]{6}$/);
  expect(features.bot_user.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
  expect(features.slash_commands.length).toBeLessThanOrEqual(50);
  for (const { command, description, usage_hint } of features.slash_commands) {
    expect(command).toMatch(/^\/[a-z0-9_-]{1,31}$/);
    expect(description.length).toBeLessThanOrEqual(2_000);
    expect(usage_hint.length).toBeLessThanOrEqual(1_000);
  }
}

test('the manifest keeps Slack’s limits and asks for the permissions that are explained', async () => {
  const { code, stdout } = await drawbridge(['manifest']);
  expect(code).toBe(0);
  const manifest: Manifest = JSON.parse(stdout);
  expectWithinLimits(manifest);
  expect(manifest.oauth_config.scopes.bot.sort()).toEqual(Object.keys(scopes).sort());
  expect(manifest.settings.socket_mode_enabled).toBe(true);
  expect(stdout).not.toContain('https://');
});

test('every event that it asks for has its permission', async () => {
  const { stdout } = await drawbridge(['manifest']);
  const { oauth_config, settings }: Manifest = JSON.parse(stdout);
  const needed: Record<string, string | null> = {
    app_home_opened: null,
    app_mention: 'app_mentions:read',
    'message.im': 'im:history',
  };
  for (const event of settings.event_subscriptions.bot_events) {
    expect(needed).toHaveProperty([event]);
    const scope = needed[event];
    if (scope) expect(oauth_config.scopes.bot).toContain(scope);
  }
});

test('YAML says the same as JSON', async () => {
  const [json, yaml] = await Promise.all([
    drawbridge(['manifest', '--command', '/ops']),
    drawbridge(['manifest', '--command', '/ops', '--format', 'yaml']),
  ]);
  expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout));
  expect(JSON.parse(json.stdout).features.slash_commands[0].command).toBe('/ops');
});

test('over HTTP, all of Slack’s requests go to one address', async () => {
  const line = ['manifest', '--mode', 'http', '--url', 'https://bridge.contoso.com/'];
  const { stdout } = await drawbridge(line);
  const { features, settings }: Manifest = JSON.parse(stdout);
  expect([
    features.slash_commands[0]?.url,
    settings.event_subscriptions.request_url,
    settings.interactivity.request_url,
    settings.interactivity.message_menu_options_url,
  ]).toEqual(Array(4).fill('https://bridge.contoso.com/slack/events'));
});

test.each([
  [['--mode', 'http'], 'needs --url'],
  [['--mode', 'http', '--url', 'http://bridge.contoso.com'], 'https://'],
  [['--mode', 'http', '--url', 'https://bridge.contoso.com/bot'], 'say https://bridge.contoso.com'],
  [['--url', 'https://bridge.contoso.com'], '--mode http'],
  [['--command', 'aks'], '“aks”'],
  [['--mode', 'carrier-pigeon'], 'carrier-pigeon'],
])('refuses %j', async (line, says) => {
  const { code, stdout, stderr } = await drawbridge(['manifest', ...line]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(says);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('the manifest in deploy/ is the one that is printed', async () => {
  const { stdout } = await drawbridge(['manifest']);
  const file = new URL('../../deploy/slack-manifest.json', import.meta.url);
  expect(await readFile(file, 'utf8')).toBe(stdout);
});
