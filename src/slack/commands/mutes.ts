import { defineCommand } from '../define-command.ts';
import { muteList } from '../views/mute-list.ts';
import { visibleMutes } from '../visible-mutes.ts';

export const command = defineCommand({
  name: 'mutes',
  summary: 'Lists what is muted, by whom, why and until when, to edit or end it',
  args: { cluster: { type: 'cluster', description: 'only what concerns this cluster' } },
  examples: [
    { line: 'mutes', does: 'lists mutes, the next to end first' },
    { line: 'mutes aks-prod-weu', does: 'lists those of one cluster' },
  ],
  right: 'read',
  async run({ args: { cluster }, ...asking }) {
    const shown = await visibleMutes(asking, cluster ? { clusterId: cluster.id } : {});
    await asking.answer((drawing) => ({
      text: `${shown.length} muted`,
      blocks: muteList(shown, drawing),
    }));
  },
});
