import { execFile } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { commands as cliCommands } from '../../src/cli/index.generated.ts';
import { settingsTable } from '../../src/config/table.ts';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { azureCoverage } from '../../src/sandbox/azure/coverage.ts';
import { kubernetesCoverage } from '../../src/sandbox/kubernetes/coverage.ts';
import { coverage as slackCoverage } from '../../src/sandbox/slack/coverage.ts';
import { commands } from '../../src/slack/commands/index.generated.ts';
import { scopes } from '../../src/slack/scopes.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = (name: string) => readFile(`${root}docs/${name}.md`, 'utf8');

test.each([
  ['checks', checks.map(({ id, title }) => `### ${id}: ${title}`)],
  ['command-line', cliCommands.map(({ name }) => `## ${name}`)],
  ['slack-commands', commands.map(({ name }) => `## ${name}`)],
  ['remediations', remediations.map(({ title }) => `## ${title}`)],
  ['permissions', Object.keys(scopes).map((scope) => `| \`${scope}\` |`)],
  ['settings', Object.keys(settingsTable).map((name) => `| \`${name}\` |`)],
  ['sandbox', azureCoverage.map(({ method, path }) => `| \`${method} ${path}\` |`)],
  ['sandbox', kubernetesCoverage.map(({ method, path }) => `| \`${method} ${path}\` |`)],
  ['sandbox', slackCoverage.map(({ name }) => name)],
])('docs/%s.md names everything', async (name, wanted) => {
  const text = await page(name);
  expect(wanted.filter((words) => !text.includes(words))).toEqual([]);
});

test('tables have as many cells in each row as in their head', async () => {
  for (const name of await readdir(`${root}docs`)) {
    if (!name.endsWith('.md')) continue;
    const lines = (await readFile(`${root}docs/${name}`, 'utf8')).split('\n');
    const cells = (line: string) => line.replaceAll('\\|', '').split('|').length;
    lines.forEach((line, index) => {
      const before = lines[index - 1];
      if (line.startsWith('|') && before?.startsWith('|'))
        expect({ name, line, cells: cells(line) }).toEqual({ name, line, cells: cells(before) });
    });
  }
});

test('links between the pages lead somewhere', async () => {
  for (const name of await readdir(`${root}docs`)) {
    if (!name.endsWith('.md')) continue;
    const whole = await readFile(`${root}docs/${name}`, 'utf8');
    // A pattern in an example may look like a link.
    const text = whole.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
    for (const [, target = ''] of text.matchAll(/\]\(((?!https?:|#)[^)#]+)/g))
      await expect(access(new URL(target, `file://${root}docs/`))).resolves.toBeUndefined();
  }
});

test('the pages are the same in another time zone and locale', async () => {
  const program = `
    const { docs } = await import('${root}scripts/generate/docs/index.ts');
    const { deploy } = await import('${root}scripts/generate/deploy.ts');
    process.stdout.write(JSON.stringify({ ...(await docs()), ...(await deploy()) }));
  `;
  const made = await Promise.all(
    [
      { TZ: 'UTC', LC_ALL: 'C' },
      { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' },
    ].map((env) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
        env: { ...process.env, ...env },
        maxBuffer: 64 * 1024 * 1024,
      }),
    ),
  );
  expect(Object.keys(JSON.parse(made[0]?.stdout ?? '{}')).length).toBeGreaterThan(5);
  expect(made[1]?.stdout).toBe(made[0]?.stdout);
});
