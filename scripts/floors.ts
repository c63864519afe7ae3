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
  ['rollout'],
  ['workflows'],
  ['jobs'],
  ['slack'],
  ['cli'],
];

/** The sandbox stands beside the house: it uses nothing but the lowest floor, and only cli/sandbox and tests use it. */
const beside = 'sandbox';
const sandboxMayUse = new Set(['config', 'azure', 'store', 'kql']);

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

/** The `overrides` of biome.json. */
export function biomeOverrides(): unknown[] {
  const overrides: unknown[] = [];
  for (const [folder, others] of forbiddenImports()) {
    if (folder === 'cli')
      overrides.push(
        override(
          ['src/cli/**', '!src/cli/sandbox.ts', '!src/cli/index.generated.ts'],
          others,
          [1, 2, 3],
        ),
      );
    else if (folder !== beside)
      overrides.push(override([`src/${folder}/**`], others, [1, 2, 3, 4]));
    // The sandbox has folders of the same names (sandbox/slack), so each depth has its own way out.
    else
      overrides.push(
        override(['src/sandbox/*'], others, [1]),
        override(['src/sandbox/*/*'], others, [2]),
        override(['src/sandbox/*/*/**'], others, [3, 4]),
      );
  }
  return overrides;
}

/** Forbids, in the files named, to go up `depths` levels and enter one of the other folders. */
function override(includes: string[], others: string[], depths: number[]): unknown {
  const group = others.flatMap((other) =>
    depths.map((depth) => `${'../'.repeat(depth)}${other}/**`),
  );
  const message =
    'An import goes down, never up nor sideways, and the sandbox stands beside (scripts/floors.ts)';
  return {
    includes,
    linter: {
      rules: {
        style: {
          noRestrictedImports: { level: 'error', options: { patterns: [{ group, message }] } },
        },
      },
    },
  };
}
