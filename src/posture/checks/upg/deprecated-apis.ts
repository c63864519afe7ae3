import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { count, mostEvidence, someOf } from '../../offenders.ts';
import { aksDocs } from '../../references.ts';
import type { Evidence } from '../../types.ts';

const hourMs = 3_600_000;
/** A running cluster is called all the time: where nothing came for so long, something is missing. */
const silentHours = 3;

interface Called {
  /** `flowschemas.flowcontrol.apiserver.k8s.io/v1beta3` */
  name: string;
  removedRelease: string;
  evidence: Evidence;
}

/** Versions of APIs that were called and that a later Kubernetes no longer has. */
function calledApis(look: Look): Called[] {
  const apis = look.plane('auditLog').children('deprecatedApis').value ?? [];
  return apis.map((api) => {
    const group = api.text('group').value;
    const resource = api.text('resource').value ?? '';
    const name = `${group ? `${resource}.${group}` : resource}/${api.text('version').value}`;
    const { value, evidence } = api.text('removedRelease');
    const calls = count(api.number('calls').value ?? 0, 'call');
    const by = someOf(api.texts('callers').value ?? []);
    const agents = someOf(api.texts('userAgents').value ?? []);
    const last = api.text('lastSeen').value?.slice(0, 16).replace('T', ' ');
    return {
      name,
      removedRelease: value ?? '',
      evidence: {
        ...evidence,
        path: 'deprecatedApis',
        object: name,
        value: `${calls} by ${by}${agents ? ` with ${agents}` : ''}, the last at ${last} UTC`,
      },
    };
  });
}

export const checks = [
  defineCheck({
    id: 'AKS-UPG-011',
    title: 'No API is called that an upgrade takes away',
    group: 'UPG',
    severity: 'medium',
    why: 'With the next version these calls fail, and Azure refuses the upgrade until they stop: a cluster that cannot be upgraded keeps its holes.',
    needs: ['auditLog'],
    references: [aksDocs('stop-cluster-upgrade-api-breaking-changes')],
    evaluate(look) {
      const log = look.plane('auditLog');
      const newest = log.text('newest');
      const partial = log.text('partial');
      const writesOnly = log.flag('writesOnly');
      const seen = [newest.evidence, log.text('table').evidence] as const;
      const called = calledApis(look);
      if (called.length > 0) {
        const names = called.map(
          ({ name, removedRelease }) => `${name} (gone in ${removedRelease})`,
        );
        const finding = fail(
          `In the last 24 hours ${count(called.length, 'version of an API was', 'versions of APIs were')} called that a later Kubernetes no longer has: ${someOf(names)}.`,
          ...(called.slice(0, mostEvidence).map(({ evidence }) => evidence) as [Evidence]),
          ...seen,
        );
        if (!partial.value) return finding;
        const message = `There may be more: ${partial.value}`;
        return { ...finding, unclear: { message, evidence: [partial.evidence] } };
      }
      if (partial.value)
        return unknown(
          `None was seen, and Azure's answer was cut off: ${partial.value}`,
          partial.evidence,
          ...seen,
        );
      const age = newest.value ? look.now.getTime() - Date.parse(newest.value) : Infinity;
      if (age > silentHours * hourMs)
        return unknown(
          'None was seen, and the audit log stopped arriving, so nobody knows who calls what now (AKS-LOG-007).',
          ...seen,
        );
      return writesOnly.value
        ? unknown(
            'Nobody writes by an API that a later Kubernetes no longer has. Who reads by one is not seen: only changes are logged (kube-audit-admin).',
            writesOnly.evidence,
            ...seen,
          )
        : pass(
            'In the last 24 hours nobody called an API that a later Kubernetes no longer has.',
            ...seen,
          );
    },
    fix: manual((look) => ({
      steps:
        'The evidence names the callers and their programs. Update each, or the `apiVersion` in what it deploys, before the upgrade. Azure lets the upgrade through 12 hours after the last such call that is not a get, list or watch.',
      commands: [
        kubectl(look, 'get', '--raw', '/metrics', '| grep apiserver_requested_deprecated_apis'),
      ],
    })),
  }),
];
