/** Thousands of pods of one job, each made from its number when it is read. */
import { ownedByUpdate } from '../ownership.ts';
import type { Block } from '../store.ts';
import type { KubeObject } from '../wire.ts';
import { make } from './make.ts';
import { ownedBy } from './pods-of.ts';
import type { Setting } from './setting.ts';

/** In the order in which names are sorted. */
const letters = '2456789bcdfghjklmnpqrstvwxz';
const width = 5;

/** @param template a pod of the owner, whose name and place alone change */
export function manyPods(
  setting: Setting,
  { owner, template, count }: { owner: KubeObject; template: KubeObject; count: number },
): Block {
  const { namespace, name } = owner.metadata;
  const step = Math.floor(letters.length ** width / (count + 1));
  const managedFields = ownedByUpdate(undefined, template, {
    manager: 'kube-controller-manager',
    apiVersion: 'v1',
    time: setting.ago(1),
  });
  const nodes = setting.nodes.length > 0 ? setting.nodes.map((each) => each.name) : ['none'];
  const nameOf = (index: number) => `${name}-${suffix(index * step + ((index * 7919) % step))}`;
  return {
    namespace,
    count,
    nameOf,
    make(index) {
      const podIP = `10.244.${(index >> 8) & 255}.${index & 255}`;
      const isRunning = index % 5 === 0;
      const made = make(setting, 'v1', 'Pod', {
        name: nameOf(index),
        namespace,
        labels: template.metadata.labels,
        days: 1 + (index % 20),
        ownerReferences: [ownedBy(owner)],
      });
      return {
        ...made,
        metadata: { ...made.metadata, managedFields },
        spec: { ...template.spec, nodeName: nodes[index % nodes.length] },
        status: {
          ...template.status,
          phase: isRunning ? 'Running' : 'Succeeded',
          podIP,
          podIPs: [{ ip: podIP }],
        },
      };
    },
  };
}

function suffix(number: number): string {
  let rest = number;
  let text = '';
  for (let place = 0; place < width; place += 1) {
    text = letters[rest % letters.length] + text;
    rest = Math.floor(rest / letters.length);
  }
  return text;
}
