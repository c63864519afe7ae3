import { readFile } from 'node:fs/promises';
import type { SettingName, Settings } from '../../config/table.ts';
import { CliError } from '../define.ts';

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'that is a directory',
};

type FileSetting = Extract<SettingName, `${string}_FILE`>;

/**
 * The text of a file that a setting names.
 * @throws CliError that names the setting and the file
 */
export async function readSettingFile<N extends FileSetting>(
  settings: Pick<Settings, N>,
  name: N,
): Promise<string> {
  const file = String(settings[name]);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new CliError(`${name} is “${file}”, and ${reasons[code] ?? message}`, {
      exitCode: 2,
      cause: error,
    });
  }
}
