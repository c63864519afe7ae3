import type { Waiver } from '../posture/waivers/apply.ts';
import { CliError, type Io } from './define.ts';
import { waiverConfig } from './posture-input.ts';

/**
 * The waivers of a reviewed file, judged by the maximum of CONFIG_FILE.
 * @throws CliError, ConfigError, WaiversError
 */
export async function waiversOfFile(io: Io, file: string): Promise<Waiver[]> {
  const { readFile } = await import('node:fs/promises');
  const { resolve } = await import('node:path');
  const { loadWaivers } = await import('../posture/waivers/load.ts');
  const { checks } = await import('../posture/checks/index.generated.ts');
  const { maxDays } = await waiverConfig(io);
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((cause) => {
    throw new CliError(`${file} cannot be read`, { exitCode: 2, cause });
  });
  const ids = checks.map(({ id }) => id);
  return loadWaivers(text, { file, checks: ids, maxDays, now: io.now() });
}
