import { expect, test } from 'vitest';
import { commands } from '../../src/slack/commands/index.generated.ts';
import { manifest, slackCommands } from '../../src/slack/manifest.ts';
import { scopes } from '../../src/slack/scopes.ts';

// https://docs.slack.dev/reference/app-manifest
test('the manifest agrees with what is registered, within Slack’s limits', () => {
  const made = JSON.parse(JSON.stringify(manifest({ slashCommand: '/ops', mode: 'socket' })));
  const [command] = made.features.slash_commands;
  expect(made.features.slash_commands).toHaveLength(1);
  expect(command.command).toBe('/ops');
  for (const { name } of commands) expect(command.usage_hint).toContain(name);
  expect(made.display_information.name.length).toBeLessThanOrEqual(35);
  expect(made.display_information.description.length).toBeLessThanOrEqual(140);
  expect(command.description.length).toBeLessThanOrEqual(2_000);
  expect(made.oauth_config.scopes.bot).toEqual(Object.keys(scopes));
  expect(made.settings.socket_mode_enabled).toBe(true);
  expect(JSON.stringify(made)).not.toContain('https://');
});

test('HTTP mode names the address for commands, events and presses', () => {
  const made = JSON.parse(
    JSON.stringify(
      manifest({ slashCommand: '/aks', mode: 'http', publicUrl: 'https://bridge.contoso.com' }),
    ),
  );
  const url = 'https://bridge.contoso.com/slack/events';
  expect(made.features.slash_commands[0].url).toBe(url);
  expect(made.settings.event_subscriptions.request_url).toBe(url);
  expect(made.settings.interactivity.request_url).toBe(url);
  expect(made.settings.socket_mode_enabled).toBe(false);
});

test('every permission says what it is for', () => {
  for (const reason of Object.values(scopes)) expect(reason.length).toBeGreaterThan(10);
  expect(slackCommands('/aks')[0]?.usageHint).toMatch(/^help \| /);
});
