import {
  type Role,
  type Setting,
  type SettingName,
  type Settings,
  settingsTable,
} from './table.ts';

export interface SettingProblem {
  name: SettingName;
  problem: string;
  example: string;
}

/** All that is wrong with the environment, at once: one line a setting. */
export class SettingsError extends Error {
  readonly problems: SettingProblem[];

  constructor(problems: SettingProblem[]) {
    super(
      [
        'These settings are missing or wrong:',
        ...problems.map(
          ({ name, problem, example }) => `  ${name} ${problem} (for example ${example})`,
        ),
      ].join('\n'),
    );
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/**
 * Reads the settings that processes with these roles need.
 * @throws SettingsError with every missing and every wrong setting, by name; the values of secrets are not repeated.
 */
export function loadSettings({
  env,
  roles,
}: {
  env: Record<string, string | undefined>;
  roles: readonly Role[];
}): Settings {
  const problems: SettingProblem[] = [];
  const values: Record<string, unknown> = {};
  const raw = (name: string) => env[name]?.trim() || undefined;

  for (const [name, declared] of Object.entries(settingsTable) as [SettingName, Setting][]) {
    const given = raw(name);
    const needed = isNeeded(declared, roles, raw);
    if (given === undefined && needed) {
      problems.push({ name, problem: 'is not set', example: declared.example });
      continue;
    }
    if (given === undefined && declared.requiredBy) continue;
    const parsed = declared.schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else {
      const why = parsed.error.issues[0]?.message ?? 'is not valid';
      const problem = declared.secret ? why : `is “${given}”: ${why}`;
      problems.push({ name, problem, example: declared.example });
    }
  }
  for (const name of [
    'SANDBOX_SLACK_URL',
    'SANDBOX_AZURE_URL',
    'SANDBOX_KUBERNETES_URL',
  ] as const) {
    if (raw(name) !== undefined && raw('DRAWBRIDGE_SANDBOX') !== 'on')
      problems.push({
        name,
        problem:
          'sends tokens to another address than Slack’s, Azure’s or a cluster’s: only the sandbox may set it',
        example: 'not set',
      });
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return values as Settings;
}

function isNeeded(
  { requiredBy, onlyWhen }: Setting,
  roles: readonly Role[],
  raw: (name: string) => string | undefined,
): boolean {
  if (!requiredBy?.some((role) => roles.includes(role))) return false;
  if (!onlyWhen) return true;
  const other = settingsTable[onlyWhen.setting as SettingName] as Setting;
  return (raw(onlyWhen.setting) ?? other.schema.parse(undefined)) === onlyWhen.is;
}
