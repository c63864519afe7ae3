/**
 * The floors of the house, lowest first. An import goes down, never up nor sideways.
 * biome.json's overrides are generated from here; test/floors.test.ts proves that they bite.
 */
export const floors: readonly (readonly string[])[] = [
  ['config', 'azure', 'kubernetes', 'kql', 'store'],
  ['trail', 'rights'],
  ['approval'],
  ['fleet'],
  ['posture', 'forbidden', 'nodes', 'upgrade'],
  ['remediation'],
  ['workflows'],
  ['jobs'],
  ['slack'],
  ['cli'],
];

/** The sandbox stands beside the house: it uses nothing but the lowest floor, and only cli/sandbox and tests use it. */
const beside = 'sandbox';
const sandboxMayUse = new Set(['config', 'azure', 'store']);

/** Folder → the folders that it must not import. */
export function forbiddenImports(): Map<string, string[]> {
  const all = floors.flat();
  const forbidden = new Map<string, string[]>();
  floors.forEach((floor, height) => {
    const reachable = new Set(floors.slice(0, height).flat());
    for (const folder of floor)
      forbidden.set(folder, [
        ...all.filter((other) => other !== folder && !reachable.has(other)),
        beside,
      ]);
  });
  forbidden.set(
    beside,
    all.filter((other) => !sandboxMayUse.has(other)),
  );
  return forbidden;
}

/** The `overrides` of biome.json. A pattern has to leave room for folders of the same name inside a folder (sandbox/slack). */
export function biomeOverrides(): unknown[] {
  return [...forbiddenImports()].map(([folder, others]) => ({
    includes:
      folder === 'cli'
        ? ['src/cli/**', '!src/cli/sandbox.ts', '!src/cli/index.generated.ts']
        : [`src/${folder}/**`],
    linter: {
      rules: {
        style: {
          noRestrictedImports: {
            level: 'error',
            options: {
              patterns: [
                {
                  group: others.flatMap((other) => escapes(folder, other)),
                  message: `src/${folder} stands on a lower floor, or beside: an import goes down, never up nor sideways (scripts/floors.ts)`,
                },
              ],
            },
          },
        },
      },
    },
  }));
}

/** Ways to leave `src/folder` (up to three levels deep) and enter `src/other`. */
function escapes(folder: string, other: string): string[] {
  const deepest = folder === beside ? 3 : 4;
  return Array.from(
    { length: deepest },
    (_, depth) => `${'../'.repeat(depth + 1)}${other}/**`,
  ).filter((pattern) => folder !== beside || !pattern.startsWith('../slack'));
}
