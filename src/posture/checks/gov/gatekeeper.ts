import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { fitsPattern } from '../../access/expected.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { aksDocs, kubescape } from '../../references.ts';
import type { Evidence } from '../../types.ts';

const enforcementPoint = 'validation.gatekeeper.sh';

/**
 * `deny` where nothing is said; `scoped` leaves it to a list, of which the webhook's part counts.
 * https://open-policy-agent.github.io/gatekeeper/website/docs/enforcement-points
 */
function actionOf({ spec }: KubernetesObject): string {
  const action = String(spec?.enforcementAction ?? 'deny').toLowerCase();
  if (action !== 'scoped') return action;
  const scoped: unknown = spec?.scopedEnforcementActions;
  const atWebhook = (Array.isArray(scoped) ? scoped : []).filter(
    (one) =>
      Array.isArray(one?.enforcementPoints) &&
      one.enforcementPoints.some((point: { name?: unknown }) =>
        [enforcementPoint, '*'].includes(String(point?.name)),
      ),
  );
  return atWebhook.some(({ action: one }) => one === 'deny') ? 'deny' : 'scoped, and not to deny';
}

function violationsOf({ status }: KubernetesObject): number {
  return typeof status?.totalViolations === 'number' ? status.totalViolations : 0;
}

function sayConstraint({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

/** Constraints that only watch, and are not meant to. */
function watching({ objects, config }: Look): KubernetesObject[] {
  return objects('constraints').items.filter(
    (one) =>
      actionOf(one) !== 'deny' &&
      !config.watchingConstraints.some((pattern) => fitsPattern(pattern, one.metadata.name)),
  );
}

/** Enforced now, and broken by what was there before. */
function violated({ objects }: Look): KubernetesObject[] {
  return objects('constraints')
    .items.filter((one) => actionOf(one) === 'deny' && violationsOf(one) > 0)
    .toSorted((left, right) => violationsOf(right) - violationsOf(left));
}

interface Webhook {
  configuration: string;
  failurePolicy: string;
  namespace: string | undefined;
}

function gatekeeperWebhooks({ objects }: Look): Webhook[] {
  return objects('webhookConfigurations').items.flatMap(({ kind, metadata, webhooks }) =>
    (kind === 'ValidatingWebhookConfiguration' && Array.isArray(webhooks) ? webhooks : [])
      .filter(({ name }) => name === enforcementPoint)
      .map(({ failurePolicy, clientConfig }) => ({
        configuration: metadata.name,
        failurePolicy: String(failurePolicy ?? 'Fail'),
        namespace: clientConfig?.service?.namespace,
      })),
  );
}

/** Its controller, where workloads were read, and not one pod of it is ready. */
function isDown(look: Look, webhooks: readonly Webhook[]): boolean {
  if (!look.wasRead('workloads')) return false;
  const controllers = look
    .objects('workloads')
    .items.filter(
      ({ metadata }) =>
        webhooks.some(({ namespace }) => namespace === metadata.namespace) &&
        metadata.name.startsWith('gatekeeper-controller'),
    );
  return controllers.length > 0 && controllers.every(({ ready }) => ready === 0);
}

const most = 100;

export const checks = [
  defineCheck({
    id: 'AKS-GOV-004',
    title: 'Gatekeeper refuses what breaks its rules',
    group: 'GOV',
    severity: 'medium',
    why: 'A rule that only watches stops nobody: the privileged pod runs, and its violation is a number that no one reads.',
    needs: ['constraints', 'webhookConfigurations'],
    uses: ['workloads'],
    references: [kubescape('C-0192'), aksDocs('use-azure-policy')],
    evaluate(look) {
      const constraints = look.objects('constraints');
      const configurations = look.objects('webhookConfigurations');
      const webhooks = gatekeeperWebhooks(look);
      const seenWebhooks = webhooks.map(({ configuration, failurePolicy }) =>
        configurations.seen(configuration, 'webhooks.failurePolicy', failurePolicy),
      );
      const base = [constraints.evidence, configurations.evidence] as const;
      if (webhooks.length === 0)
        return constraints.items.length === 0
          ? notApplicable('Gatekeeper is not in the cluster (see AKS-GOV-001).', ...base)
          : fail(
              `There are ${constraints.items.length} constraints, but no webhook of Gatekeeper: nothing enforces them.`,
              ...base,
            );
      if (constraints.items.length === 0)
        return fail('Gatekeeper has no constraint: it refuses nothing.', ...base, ...seenWebhooks);
      const watchers = watching(look);
      const broken = violated(look);
      const objects = broken.reduce((sum, one) => sum + violationsOf(one), 0);
      const problems = [
        ...(isDown(look, webhooks) ? ['no pod of its controller is ready'] : []),
        ...(watchers.length > 0
          ? [`${watchers.length} of ${constraints.items.length} constraints only watch`]
          : []),
        ...(broken.length > 0
          ? [
              `${objects} ${objects === 1 ? 'object breaks' : 'objects break'} constraints that are enforced, being older than they are`,
            ]
          : []),
      ];
      const evidence: Evidence[] = [
        ...watchers.map((one) =>
          constraints.seen(sayConstraint(one), 'spec.enforcementAction', actionOf(one)),
        ),
        ...broken.map((one) =>
          constraints.seen(sayConstraint(one), 'status.totalViolations', violationsOf(one)),
        ),
      ];
      const open = webhooks.some(({ failurePolicy }) => failurePolicy === 'Ignore')
        ? ' (Where Gatekeeper does not answer, everything is let in: its failurePolicy is Ignore.)'
        : '';
      return problems.length === 0
        ? pass(`Every constraint that should be is enforced.${open}`, ...base, ...seenWebhooks)
        : fail(
            `Gatekeeper does not keep everything out: ${problems.join('; ')}.${open}`,
            ...([...seenWebhooks, ...evidence].slice(0, most) as [Evidence, ...Evidence[]]),
          );
    },
    fix: manual((look) => ({
      steps:
        'Mend what each constraint counts, then set `enforcementAction: deny`; a constraint of Azure Policy is set by the effect of its assignment (deny), since the add-on undoes changes made here. Those that are to watch for good go into the configuration (posture.watchingConstraints).',
      commands: [
        kubectl(look, 'get constraints'),
        ...watching(look)
          .slice(0, 5)
          .map(({ kind, metadata }) =>
            kubectl(
              look,
              'patch',
              shellWord(`${kind.toLowerCase()}.constraints.gatekeeper.sh`),
              shellWord(metadata.name),
              ...(metadata.namespace ? [inNamespace(metadata.namespace)] : []),
              `--type merge --patch '{"spec":{"enforcementAction":"deny"}}'`,
            ),
          ),
      ],
    })),
  }),
];
