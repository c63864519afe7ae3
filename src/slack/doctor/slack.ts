import type { WebClient } from '@slack/web-api';
import { scopes } from '../scopes.ts';
import { type Finding, probe, type Said } from './finding.ts';

const installAgain =
  'Give the app the manifest that `drawbridge manifest` prints, and install it in the workspace again.';

/** Slack knows the bot's token, the app has the permissions of the manifest, and it is in a team that has rights. */
export function probeBot(client: WebClient, teams?: readonly string[]): Promise<Finding[]> {
  return probe(
    {
      topic: 'Slack',
      says: 'Slack does not take the bot’s token',
      todo: 'Check SLACK_BOT_TOKEN (OAuth & Permissions), and that slack.com can be reached from here.',
    },
    async () => {
      const { team, team_id, user, response_metadata } = await client.auth.test();
      const findings: Said[] = [
        { outcome: 'ok', says: `The bot is signed in to ${team} (${team_id}) as ${user}` },
        judgeScopes(response_metadata?.scopes),
      ];
      if (teams)
        findings.push(
          teams.includes(team_id ?? '')
            ? { outcome: 'ok', says: 'The rights name this team' }
            : {
                outcome: 'problem',
                says: `The rights do not name this team (${team_id}), so everybody is refused`,
                todo: `Add ${team_id} to "teams" in the rights file.`,
              },
        );
      return findings;
    },
  );
}

function judgeScopes(granted: readonly string[] | undefined): Said {
  if (!granted)
    return {
      outcome: 'unknown',
      says: 'Slack did not say which permissions the app has',
      todo: installAgain,
    };
  const missing = Object.keys(scopes).filter((scope) => !granted.includes(scope));
  if (missing.length > 0)
    return {
      outcome: 'problem',
      says: `The app lacks ${missing.join(', ')}`,
      todo: installAgain,
    };
  const spare = granted.filter((scope) => !(scope in scopes));
  return {
    outcome: 'ok',
    says: `The app has all ${Object.keys(scopes).length} permissions of the manifest`,
    ...(spare.length > 0 && { todo: `It does not need ${spare.join(', ')}: take them away.` }),
  };
}

/** Socket Mode: Slack would open a connection for the app's token. */
export function probeAppToken(client: WebClient): Promise<Finding[]> {
  return probe(
    {
      topic: 'Slack',
      says: 'Slack does not take the app’s token',
      todo: 'Check SLACK_APP_TOKEN (Basic Information, with the scope connections:write), and that Socket Mode is on.',
    },
    async () => {
      await client.apps.connections.open();
      return [{ outcome: 'ok', says: 'Slack would open a connection for Socket Mode' }];
    },
  );
}

/** HTTP mode: only a request from Slack shows whether the secret is the right one. */
export function describeHttpMode(port: number | undefined): Finding[] {
  return [
    {
      topic: 'Slack',
      outcome: 'ok',
      says: 'HTTP mode: a signing secret is set; the first request from Slack shows whether it is the right one',
    },
    ...(port === undefined
      ? [
          {
            topic: 'Slack' as const,
            outcome: 'problem' as const,
            says: 'HTTP mode without PORT listens on another port at each start',
            todo: 'Set PORT to where Slack’s requests are sent.',
          },
        ]
      : []),
  ];
}
