import { daemonsCalled, lackOf, linuxNodes } from '../../daemons.ts';
import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { nameOfObject, someOf } from '../../offenders.ts';

function sensors(look: Look) {
  return daemonsCalled(look, look.config.runtimeSensors);
}

export const checks = [
  defineCheck({
    id: 'AKS-DEF-006',
    title: 'A sensor runs on every Linux node',
    group: 'DEF',
    severity: 'medium',
    why: 'On a node without a sensor nobody sees what containers do: an attacker who may choose his node chooses that one.',
    needs: ['workloads'],
    uses: ['nodes'],
    references: [],
    evaluate(look) {
      const { evidence, seen } = look.objects('workloads');
      const found = sensors(look);
      if (found.length === 0) {
        // Where no nodes were read, as from files, what was read need not be all that runs.
        const { evidence: all } = look.objects('nodes');
        const none = linuxNodes(look).length === 0;
        return none
          ? notApplicable('There are no Linux nodes.', all)
          : fail(
              'No sensor that watches what runs was found. (One that is not in the list belongs into posture.runtimeSensors.)',
              evidence,
              all,
            );
      }
      if (found.every(({ ready }) => ready === undefined))
        return unknown(
          `Whether ${someOf(found.map(nameOfObject))} is ready on every node is not known.`,
          evidence,
        );
      const states = found.map((one) => {
        const { desired = 0, ready = 0 } = one;
        const state = `${ready} of ${desired} ready`;
        return seen(nameOfObject(one), 'status.numberReady', state);
      });
      const lame = found.map((one) => ({ one, lack: lackOf(one, 0) }));
      if (lame.every(({ lack }) => lack !== undefined))
        return fail(
          `No sensor is ready on every node: ${someOf(lame.map(({ one, lack }) => `${nameOfObject(one)} (${lack})`))}.`,
          evidence,
          ...states,
        );
      const nodes = linuxNodes(look);
      const all = look.objects('nodes').evidence;
      if (nodes.length === 0) return notApplicable('There are no Linux nodes.', all, ...states);
      const lacking = found.map((one) => ({ one, lack: lackOf(one, nodes.length) }));
      const whole = lacking.find(({ lack }) => lack === undefined);
      return whole
        ? pass(
            `${nameOfObject(whole.one)} is ready on all of ${nodes.length} Linux nodes.`,
            all,
            ...states,
          )
        : fail(
            `No sensor is ready on every node: ${someOf(lacking.map(({ one, lack }) => `${nameOfObject(one)} (${lack})`))}.`,
            all,
            ...states,
          );
    },
    fix: manual((look) => {
      const found = sensors(look);
      const describe = found
        .slice(0, 3)
        .map(({ metadata: { name, namespace = '' } }) =>
          kubectl(look, `describe daemonset ${shellWord(name)}`, inNamespace(namespace)),
        );
      return found.length > 0
        ? {
            steps:
              'Look at the events of the DaemonSet: taints that it does not tolerate and nodes without memory are what keeps it away mostly.',
            commands: describe,
          }
        : {
            steps:
              'Turn on the sensor of Defender (AKS-DEF-001), or install the one that you have bought, on every Linux node: it has to tolerate all taints.',
            commands: [azAks(look, 'update', '--enable-defender')],
          };
    }),
  }),
];
