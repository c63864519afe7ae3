import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { allows, linkedActions, readerActions } from '../../src/azure/permissions.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { type Role, roles, settingsTable } from '../../src/config/table.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { loadRights } from '../../src/rights/load.ts';

const file = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Service {
  command: string[];
  environment: Record<string, string>;
  read_only?: boolean;
  cap_drop?: string[];
  ports?: string[];
}

/** As compose fills in `${NAME}`, `${NAME:-otherwise}` and `${NAME:?or else}`. */
function filledIn(environment: Record<string, string>, env: Record<string, string>) {
  const entries = Object.entries(environment).map(([name, text]) => [
    name,
    text.replaceAll(/\$\{(\w+)(?::[-?][^}]*)?\}/g, (_, variable: string) => env[variable] ?? ''),
  ]);
  return Object.fromEntries(entries);
}

async function services(): Promise<Record<string, Service>> {
  return parse(await file('docker-compose.yml'), { merge: true }).services;
}

const dotEnv = {
  OWNER_PASSWORD: 'owner',
  APP_PASSWORD: 'app',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  AZURE_CLIENT_ID: '11111111-2222-4333-8444-555555555555',
  WRITER_AZURE_CLIENT_ID: '66666666-7777-4888-9999-000000000000',
};

test.each(roles)('compose gives the %s every setting that it needs', async (role: Role) => {
  const { [role]: service } = await services();
  expect(service?.command).toEqual(['serve', '--role', role]);
  const env = filledIn(service?.environment ?? {}, dotEnv);
  expect(loadSettings({ env, roles: [role] }).DATABASE_URL).toContain('drawbridge_app:app@');
  const known = new Set([...Object.keys(settingsTable), 'AZURE_TENANT_ID']);
  expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
});

test('compose gives Slack’s tokens to the bot alone, and the owner’s password to the migration alone', async () => {
  const all = await services();
  const holders = (word: string) =>
    Object.entries(all)
      .filter(([, { environment }]) => JSON.stringify(environment ?? {}).includes(word))
      .map(([name]) => name);
  expect(holders('SLACK_BOT_TOKEN')).toEqual(['bot']);
  expect(holders('OWNER_PASSWORD')).toEqual(['postgres', 'migrate']);
  for (const role of roles) {
    expect(all[role]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(all[role]?.ports).toBeUndefined();
  }
});

interface AzureRole {
  Name: string;
  IsCustom: boolean;
  Description: string;
  Actions: string[];
  NotActions: string[];
  AssignableScopes: string[];
}

test('the role that reads can do what the checks need, and cannot change anything', async () => {
  const role: AzureRole = JSON.parse(await file('deploy/azure-role-reader.json'));
  for (const action of Object.keys(readerActions))
    expect(allows([{ actions: role.Actions }], action)).toBe(true);
  // AKS gives the address of an API server to a POST alone.
  const notReads = role.Actions.filter((action) => !action.endsWith('/read'));
  expect(notReads).toEqual([
    'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
  ]);
});

test('the role that changes can do what the remediations declare, and nothing beside', async () => {
  const role: AzureRole = JSON.parse(await file('deploy/azure-role-writer.json'));
  const declared = remediations.flatMap(({ permissions }) => permissions.azure);
  for (const action of declared) expect(role.Actions).toContain(action);
  expect(role.Actions.join()).not.toContain('*');
  const changing = role.Actions.filter((action) => !action.endsWith('/read'));
  const allowed = new Set([...declared, ...Object.keys(linkedActions)]);
  expect(changing.filter((action) => !allowed.has(action))).toEqual([]);
});

// https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-limits
test.each(['reader', 'writer'])('Azure takes the role of the %s', async (name) => {
  const role: AzureRole = JSON.parse(await file(`deploy/azure-role-${name}.json`));
  expect(role.IsCustom).toBe(true);
  expect(role.Name.length).toBeLessThanOrEqual(512);
  expect(role.Description.length).toBeLessThanOrEqual(2048);
  expect(new Set(role.Actions).size).toBe(role.Actions.length);
  for (const action of role.Actions) expect(action).toMatch(/^Microsoft\.\w+(\/\w+)+$/);
  for (const scope of role.AssignableScopes) expect(scope).toMatch(/^\/subscriptions\/[0-9a-f-]+$/);
});

test('the role that changes inside clusters holds what the remediations declare, and nothing beside', async () => {
  const { kind, rules } = parse(await file('deploy/kubernetes-writer-role.yaml'));
  const granted = rules.flatMap(
    ({ apiGroups, resources, verbs, ...rest }: Record<string, string[]>) => {
      expect(rest).toEqual({});
      return (apiGroups ?? []).flatMap((group) =>
        (resources ?? []).flatMap((one) => (verbs ?? []).map((verb) => `${verb} ${one}.${group}`)),
      );
    },
  );
  const declared = new Set(remediations.flatMap(({ permissions }) => permissions.kubernetes));
  expect(kind).toBe('ClusterRole');
  expect(declared.size).toBeGreaterThan(0);
  expect(granted.toSorted()).toEqual([...declared].sort());
});

test('the example of the rights can be used as it is', async () => {
  expect(loadRights(await file('rights.example.yaml')).rules.length).toBeGreaterThan(0);
});
