import { defineCommand } from '../define-command.ts';
import { waiverList } from '../views/waiver-list.ts';
import { waiverGroups } from '../waiver-groups.ts';

export const command = defineCommand({
  name: 'waivers',
  summary: 'Lists findings that are waived, wait to be, or are about to count again',
  args: { cluster: { type: 'cluster', description: 'only what concerns this cluster' } },
  examples: [
    { line: 'waivers', does: 'lists them, the next to lapse first' },
    { line: 'waivers aks-dev-weu', does: 'lists those of one cluster' },
  ],
  right: 'read',
  async run({ args: { cluster }, ...asking }) {
    const groups = await waiverGroups(asking, cluster ? { clusterId: cluster.id } : {});
    const { waiting, soon, later } = groups;
    await asking.answer((drawing) => ({
      text: `${soon.length + later.length} waived, ${soon.length} of them lapse soon, ${waiting.length} waiting`,
      blocks: waiverList(groups, drawing),
    }));
  },
});
