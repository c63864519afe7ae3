import { describe, expect, it } from 'vitest';
import { loadSettings, SettingsError } from '../../src/config/settings.ts';
import { type Setting, settingsTable } from '../../src/config/table.ts';

const everything = {
  DATABASE_URL: 'postgres://app:pw@db.internal:5432/drawbridge',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
};

function problemsOf(
  env: Record<string, string>,
  roles: ('bot' | 'worker' | 'changer')[] = ['bot'],
) {
  try {
    loadSettings({ env, roles });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map(({ name }) => name);
    throw error;
  }
}

describe('settings', () => {
  it('names every missing setting at once', () => {
    expect(problemsOf({})).toEqual(['DATABASE_URL', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']);
  });

  it('asks for the signing secret in HTTP mode and for the app token in Socket Mode', () => {
    expect(problemsOf({ ...everything, SLACK_APP_TOKEN: '', SLACK_MODE: 'http' })).toEqual([
      'SLACK_SIGNING_SECRET',
    ]);
    expect(problemsOf({ ...everything, SLACK_APP_TOKEN: '' })).toEqual(['SLACK_APP_TOKEN']);
  });

  it('asks a changer for no Slack token', () => {
    expect(problemsOf({ DATABASE_URL: everything.DATABASE_URL }, ['changer'])).toEqual([]);
  });

  it('never starts a database of its own unless told so', () => {
    expect(problemsOf({}, ['worker'])).toEqual(['DATABASE_URL']);
    expect(
      loadSettings({ env: { DATABASE_URL: 'embedded' }, roles: ['worker'] }).DATABASE_URL,
    ).toBe('embedded');
  });

  it('does not repeat a secret that is wrong', () => {
    const attempt = () =>
      loadSettings({ env: { ...everything, SLACK_BOT_TOKEN: 'hunter2' }, roles: ['bot'] });
    expect(attempt).toThrow(/SLACK_BOT_TOKEN must start with xoxb-/);
    expect(attempt).not.toThrow(/hunter2/);
  });

  it.each([
    ['LONGEST_OPENING', 'soon'],
    ['OWN_EGRESS_RANGES', '198.51.100.7/32, 198.51.100.300'],
    ['OWN_EGRESS_RANGES', '2001:db8::1'],
    ['OWN_EGRESS_RANGES', '198.51.100.0/33'],
    ['WIDEST_PREFIX', '64'],
    ['PORT', 'http'],
    ['AZURE_CLOUD', 'moon'],
    ['SLACK_COMMAND', 'aks'],
  ])('quotes what is wrong with %s=%s, at the start and not when it is needed', (name, value) => {
    const attempt = () => loadSettings({ env: { ...everything, [name]: value }, roles: ['bot'] });
    expect(attempt).toThrow(`${name} is “${value}”: `);
    expect(problemsOf({ ...everything, [name]: value })).toEqual([name]);
  });

  it('takes addresses and ranges as the bot’s own', () => {
    const env = { ...everything, OWN_EGRESS_RANGES: '198.51.100.7, 198.51.100.16/28' };
    expect(loadSettings({ env, roles: ['bot'] }).OWN_EGRESS_RANGES).toEqual([
      '198.51.100.7',
      '198.51.100.16/28',
    ]);
  });

  it.each(['SANDBOX_SLACK_URL', 'SANDBOX_AZURE_URL'])('refuses %s outside the sandbox', (name) => {
    const env = { ...everything, [name]: 'http://127.0.0.1:9/' };
    expect(problemsOf(env)).toEqual([name]);
    expect(problemsOf({ ...env, DRAWBRIDGE_SANDBOX: 'on' })).toEqual([]);
  });

  it('documents each setting with an example that it accepts', () => {
    for (const [name, declared] of Object.entries(settingsTable) as [string, Setting][]) {
      expect(declared.doc.length, name).toBeGreaterThan(10);
      expect(
        declared.schema.safeParse(declared.example).success,
        `${name}=${declared.example}`,
      ).toBe(true);
    }
  });
});
