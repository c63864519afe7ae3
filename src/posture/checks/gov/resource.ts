import { listed } from '../../combine.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import { isAtOrBelow } from '../../resource-id.ts';

const plain = (key: string) => key.toLowerCase().replaceAll(/[-_ ]/g, '');

function missingTags({ cluster, config }: Look) {
  const tags = cluster.entries('tags');
  const present = new Set(
    (tags.value ?? [])
      .filter((tag) => tag.text('').value !== undefined)
      .map(({ object }) => plain(object)),
  );
  return {
    missing: config.requiredTags.filter((tag) => !present.has(plain(tag))),
    evidence: tags.evidence,
  };
}

/** What a lock covers: the part of its id before the lock itself. */
function protects(lock: Node, { ref }: Look): boolean {
  const scope = lock.text('id').value?.split(/\/providers\/Microsoft\.Authorization\/locks\//i)[0];
  const level = lock.word('properties.level').value;
  return (
    scope !== undefined &&
    isAtOrBelow(ref.id, scope) &&
    (level === 'cannotdelete' || level === 'readonly')
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-GOV-006',
    title: 'Cluster tagged',
    group: 'GOV',
    severity: 'low',
    why: 'When a cluster is attacked somebody has to know whose it is and what it holds; a cluster that nobody owns nobody patches.',
    needs: ['managedCluster'],
    references: [],
    evaluate(look) {
      const { missing, evidence } = missingTags(look);
      return missing.length === 0
        ? pass('Every demanded tag is there.', evidence)
        : fail(`Tags are missing: ${listed(missing)}.`, evidence);
    },
    fix: manual((look) => ({
      steps: 'Add the tags. Which are demanded stands in the configuration (posture.requiredTags).',
      commands: [
        `az tag update --operation merge --resource-id ${shellWord(look.ref.id)} --tags ${missingTags(
          look,
        )
          .missing.map((tag) => `${shellWord(tag)}="<value>"`)
          .join(' ')}`,
      ],
      set: { tags: Object.fromEntries(missingTags(look).missing.map((tag) => [tag, '<value>'])) },
    })),
  }),
  defineCheck({
    id: 'AKS-GOV-007',
    title: 'Resource group of the nodes locked down',
    group: 'GOV',
    severity: 'medium',
    why: 'Whoever may write there changes nodes, disks and firewalls behind the back of AKS: a script on a node runs as root.',
    needs: ['managedCluster'],
    references: [aksDocs('node-resource-group-lockdown')],
    evaluate({ cluster }) {
      const level = cluster.word('properties.nodeResourceGroupProfile.restrictionLevel');
      return level.value === 'readonly'
        ? pass('Only AKS changes what is in the resource group of the nodes.', level.evidence)
        : fail('The resource group of the nodes is open to changes.', level.evidence);
    },
    fix: manual((look) => ({
      steps:
        'Find out first which tools write there (tags, network rules, disks): they are refused from then on.',
      commands: [azAks(look, 'update', '--nrg-lockdown-restriction-level ReadOnly')],
      set: { 'properties.nodeResourceGroupProfile.restrictionLevel': 'ReadOnly' },
    })),
  }),
  defineCheck({
    id: 'AKS-GOV-008',
    title: 'Cluster locked against deletion',
    group: 'GOV',
    severity: 'low',
    why: 'One command with one stolen or careless login deletes the cluster, and the traces in it.',
    needs: ['locks'],
    references: [],
    evaluate(look) {
      const { items, evidence } = look.list('locks');
      const [first, ...others] = items.filter((lock) => protects(lock, look));
      return first
        ? pass(
            'A lock keeps the cluster from being deleted.',
            evidence,
            ...[first, ...others].map((lock) => lock.text('properties.level').evidence),
          )
        : fail('No lock keeps the cluster from being deleted.', evidence);
    },
    fix: manual((look) => ({
      steps: 'Put a lock on the cluster; who deletes it on purpose takes the lock away first.',
      commands: [
        `az lock create --name no-delete --lock-type CanNotDelete --resource ${shellWord(look.ref.id)}`,
      ],
    })),
  }),
];
