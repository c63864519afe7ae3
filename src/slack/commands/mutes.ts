import { defineCommand } from '../define-command.ts';
import { allowedAmong } from '../may.ts';
import { muteList } from '../views/mute-list.ts';

export const command = defineCommand({
  name: 'mutes',
  summary: 'Lists what is muted, by whom, why and until when, and ends it',
  args: { cluster: { type: 'cluster', description: 'only what concerns this cluster' } },
  examples: [
    { line: 'mutes', does: 'lists mutes, the next to end first' },
    { line: 'mutes aks-prod-weu', does: 'lists those of one cluster' },
  ],
  right: 'read',
  async run({ args: { cluster }, ...asking }) {
    const { deps, answer } = asking;
    const visible = await allowedAmong(asking, 'read', await deps.fleet.all());
    const names = new Map(visible.map(({ id, name }) => [id, name]));
    const mutes = await deps.alerts.listMutes(cluster ? { clusterId: cluster.id } : {});
    const shown = mutes.flatMap((mute) => {
      const where = mute.clusterId === null ? 'every cluster' : names.get(mute.clusterId);
      return where === undefined ? [] : [{ ...mute, where }];
    });
    await answer((drawing) => ({
      text: `${shown.length} muted`,
      blocks: muteList(shown, drawing),
    }));
  },
});
