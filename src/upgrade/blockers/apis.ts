import type { DeprecatedApi } from '../../fleet/audit-log/types.ts';
import { compareVersions, minorOf } from '../../fleet/lifecycle.ts';
import { counted, someOf } from '../words.ts';
import type { Blocker, BlockerFinding } from './types.ts';

const topic = 'Deprecated APIs';
const hourMs = 3_600_000;
/** https://learn.microsoft.com/azure/aks/stop-cluster-upgrade-api-breaking-changes */
const azureLooksBackHours = 12;
/** A running cluster is called all the time: where nothing came for so long, something is missing. */
const silentHours = 3;

/** Calls that fail with the next version. Azure itself refuses the upgrade while somebody writes by them. */
export const deprecatedApis: Blocker = ({ snapshot, to, now }) => {
  const plane = snapshot.planes.auditLog;
  if (plane.state === 'unreadable')
    return [
      {
        ...{ topic, verdict: 'unknown', help: plane.help },
        message: `Whether somebody calls an API that ${minorOf(to)} no longer has is not known: ${plane.reason}.`,
      },
    ];
  const { newest, partial, writesOnly, deprecatedApis: called } = plane.value;
  const gone = called.filter(
    ({ removedRelease }) => compareVersions(removedRelease, minorOf(to) ?? to) <= 0,
  );
  const since = now.getTime() - azureLooksBackHours * hourMs;
  const refused = gone.filter(({ lastWrite }) => lastWrite && Date.parse(lastWrite) >= since);
  const others = gone.filter((api) => !refused.includes(api));
  const findings: BlockerFinding[] = [];
  if (refused.length > 0)
    findings.push({
      ...{ topic, verdict: 'blocks' },
      message: `${counted(refused.length, 'version of an API', 'versions of APIs')} that ${minorOf(to)} no longer has ${refused.length === 1 ? 'was' : 'were'} written by in the last ${azureLooksBackHours} hours: ${sayApis(refused)}. Azure refuses the upgrade until that stops.`,
      help: 'Move the callers to the newer version of the API, and wait 12 hours.',
    });
  if (others.length > 0)
    findings.push({
      ...{ topic, verdict: 'risks' },
      message: `Calls that will fail at ${minorOf(to)} were seen in the last day: ${sayApis(others)}.`,
      help: 'Move the callers to the newer version of the API first.',
    });
  const isSilent = !newest || now.getTime() - Date.parse(newest) > silentHours * hourMs;
  const why = isSilent
    ? 'the audit log has stopped arriving'
    : (partial ?? (writesOnly ? 'only changes are logged, so who reads is not seen' : undefined));
  if (why)
    findings.push({
      ...{ topic, verdict: 'unknown' },
      message: `Whether ${findings.length > 0 ? 'anybody else' : 'somebody'} calls an API that ${minorOf(to)} no longer has is not known: ${why.replace(/\.$/, '')}.`,
    });
  if (findings.length > 0) return findings;
  const message = `In the last day nobody called an API that ${minorOf(to)} no longer has.`;
  return [{ topic, verdict: 'clear', message }];
};

function sayApis(apis: readonly DeprecatedApi[]): string {
  return someOf(
    apis.map(({ group, resource, version, callers, removedRelease }) => {
      const name = `${group ? `${resource}.${group}` : resource}/${version}`;
      const by = callers.length > 0 ? ` by ${someOf(callers, 2)}` : '';
      return `${name} (gone in ${removedRelease})${by}`;
    }),
  );
}
