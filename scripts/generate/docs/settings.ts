import { type Setting, settingsTable } from '../../../src/config/table.ts';
import { cell, code, page, table } from '../markdown.ts';

export function settingsPage(): string {
  const rows = Object.entries(settingsTable).map(([name, declared]) => {
    const { doc, example, requiredBy, onlyWhen, schema } = declared as Setting;
    const preset = schema.safeParse(undefined);
    const needed = requiredBy
      ? `${requiredBy.join(', ')}${onlyWhen ? ` when ${onlyWhen.setting}=${onlyWhen.is}` : ''}`
      : preset.success && preset.data !== undefined && String(preset.data) !== ''
        ? `no; \`${preset.data}\``
        : 'no';
    return [code(name), cell(doc), needed, code(example)];
  });
  return page(
    'Settings',
    'Read from the environment. `drawbridge serve` names every missing or wrong one at once, and `drawbridge doctor` tries them.',
    table(['Setting', 'What it is', 'Needed by; default', 'Example'], rows),
  );
}
