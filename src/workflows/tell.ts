/** What of a run is told, and to whom. */
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { Owners } from '../posture/fleet/owners.ts';
import { isAtLeast, severities } from '../posture/severity.ts';
import type { Notice } from './define-runner.ts';
import { route, type Told } from './route.ts';
import type { Routes } from './routes-schema.ts';
import type { Workflow } from './schema.ts';

/** One message: the notices for one place. */
export interface Message {
  place: Told['place'];
  because: string[];
  /** ISO 8601; held back until then. */
  notBefore?: string;
  /** Collected with others until then. */
  digest?: true;
  notices: Notice[];
}

/** What came of a run, as it is stored. */
export interface WorkflowResult {
  summary: string;
  /** What differs, told or not; what there is, where it is a list. */
  differences: number;
  isList?: true;
  messages: Message[];
  /** So many notices have no place, and why. */
  unplaced?: { notices: number; reason: string };
  shadow: boolean;
}

/** Pure: one message for each place and time. Nothing to tell is no message. */
export function messagesFor({
  workflow,
  notices,
  summary,
  nothing = 'Nothing is different since the last run',
  isList,
  fleet,
  routes,
  owners,
  now,
}: {
  workflow: Workflow;
  notices: readonly Notice[];
  summary: string;
  /** What is said where there is nothing to say, and something is always said. */
  nothing?: string;
  isList?: true;
  fleet: readonly ClusterRef[];
  routes: Routes;
  owners: Owners;
  now: Date;
}): WorkflowResult {
  const byId = new Map(fleet.map((cluster) => [cluster.id.toLowerCase(), cluster]));
  const told = notices.filter((notice) => isTold(notice, workflow.when));
  if (workflow.when === 'always' && told.length === 0) told.push(nothingNew(workflow, nothing));
  const messages = new Map<string, Message>();
  const unplaced: string[] = [];
  for (const notice of told) {
    const clusters = notice.clusterIds.flatMap((id) => byId.get(id.toLowerCase()) ?? []);
    const facts = {
      ...{ severity: notice.severity, clusters, run: workflow.run, workflow: workflow.name },
      ...{ namespaces: notice.namespaces, detection: notice.detection },
    };
    const routing = route(facts, { routes, notify: workflow.notify, owners, now });
    if (routing.unplaced) unplaced.push(routing.unplaced);
    for (const { place, because, notBefore, digest } of routing.told) {
      const key = JSON.stringify([place, notBefore ?? null]);
      const message = messages.get(key) ?? {
        place,
        because: [],
        ...(notBefore && { notBefore: notBefore.toISOString() }),
        ...(digest && { digest }),
        notices: [],
      };
      messages.set(key, message);
      if (!message.because.includes(because)) message.because.push(because);
      message.notices.push(notice);
    }
  }
  for (const { notices: its } of messages.values()) its.sort(byUrgency);
  const [reason] = unplaced;
  return {
    summary,
    differences: notices.length,
    ...(isList && { isList }),
    messages: [...messages.values()],
    ...(reason && { unplaced: { notices: unplaced.length, reason } }),
    shadow: workflow.shadow,
  };
}

function isTold({ change, severity, always }: Notice, when: Workflow['when']): boolean {
  if (when === 'always' || always) return true;
  return when.change.includes(change) && isAtLeast(severity, when.severity);
}

function nothingNew({ name }: Workflow, text: string): Notice {
  return {
    fingerprint: `${name}/nothing`,
    change: 'changed',
    severity: 'info',
    clusterIds: [],
    text,
  };
}

const order = ['new', 'changed', 'resolved'];

function byUrgency(left: Notice, right: Notice): number {
  return (
    order.indexOf(left.change) - order.indexOf(right.change) ||
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    (left.text < right.text ? -1 : 1)
  );
}
