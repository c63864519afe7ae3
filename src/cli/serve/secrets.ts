import { type Setting, settingsTable } from '../../config/table.ts';
import type { Finding } from '../../slack/doctor/finding.ts';

/** What others say about an error may repeat what they were given: secrets are taken out again. */
export function withoutSecrets(
  findings: readonly Finding[],
  env: Record<string, string | undefined>,
): Finding[] {
  const secrets = secretsIn(env);
  const clean = (text: string) =>
    secrets.reduce((left, { value, name }) => left.replaceAll(value, `(${name})`), text);
  return findings.map((finding) => ({
    ...finding,
    says: clean(finding.says),
    ...(finding.todo && { todo: clean(finding.todo) }),
  }));
}

/** The longest first, so that no part of one is left. Shorter than this is a word, not a secret. */
const shortest = 6;

function secretsIn(env: Record<string, string | undefined>): { name: string; value: string }[] {
  const named = Object.entries(settingsTable as Record<string, Setting>)
    .filter(([, { secret }]) => secret)
    .map(([name]) => name);
  return [...named, 'AZURE_CLIENT_SECRET']
    .flatMap((name) => {
      const value = env[name]?.trim() ?? '';
      const values = URL.canParse(value) ? [value, ...passwordsOf(new URL(value))] : [value];
      return values.map((each) => ({ name, value: each }));
    })
    .filter(({ value }) => value.length >= shortest && value !== 'embedded')
    .sort((left, right) => right.value.length - left.value.length);
}

function passwordsOf({ password }: URL): string[] {
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
