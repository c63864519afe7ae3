import { expect, test } from 'vitest';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { drawbridge } from './support/run.ts';

test('each remediation is listed with its risk, its permissions and its parameters', async () => {
  const { code, stdout } = await drawbridge(['remediations', '--format', 'json']);
  expect(code).toBe(0);
  const listed: { id: string; risk: string; permissions: unknown; params: object }[] =
    JSON.parse(stdout);
  expect(listed.map(({ id }) => id)).toEqual(remediations.map(({ id }) => id).sort());
  for (const { id, risk, permissions } of remediations)
    expect(listed.find((each) => each.id === id)).toMatchObject({ risk, permissions });
  const ranges = listed.find(({ id }) => id === 'authorized-ip-ranges');
  expect(JSON.stringify(ranges?.params)).toContain('"const":"add"');
});

test.each(['table', 'markdown'])('the %s names all of them', async (format) => {
  const { code, stdout } = await drawbridge(['remediations', '--format', format]);
  expect(code).toBe(0);
  for (const { id, permissions } of remediations)
    for (const word of [id, ...permissions.azure]) expect(stdout).toContain(word);
});
