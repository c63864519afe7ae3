import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { kubescape, trivy } from '../../references.ts';
import { problemsOf, webhooksIn } from './_webhooks.ts';

function problemsIn(look: Look) {
  return webhooksIn(look).flatMap((at) => problemsOf(at, look));
}

const most = 100;
const mostNamed = 5;

export const checks = [
  defineCheck({
    id: 'AKS-GOV-009',
    title: 'Admission webhooks stand where they should, and leave nobody out',
    group: 'GOV',
    severity: 'medium',
    why: 'A webhook whose service is gone guards nothing, and whoever puts a service in its place sees and changes what is written; one that asks an address outside sends every object there.',
    needs: ['webhookConfigurations', 'services', 'namespaces'],
    uses: ['workloads', 'pods'],
    references: [kubescape('C-0036'), kubescape('C-0039'), trivy('KSV-0124')],
    evaluate(look) {
      const { evidence, seen } = look.objects('webhookConfigurations');
      const all = webhooksIn(look);
      if (all.length === 0)
        return notApplicable('There are no admission webhooks but those of AKS.', evidence);
      const found = problemsIn(look);
      const open = all.filter(
        ({ kind, webhook }) =>
          kind === 'ValidatingWebhookConfiguration' && webhook?.failurePolicy === 'Ignore',
      );
      const aside =
        open.length > 0
          ? ` (${open.length === 1 ? 'One that validates lets' : `${open.length} that validate let`} everything in when it does not answer: failurePolicy Ignore.)`
          : '';
      const [first, ...others] = found
        .slice(0, most)
        .map(({ object, path, value }) => seen(object, path, value));
      if (!first) return pass(`Every admission webhook is in order.${aside}`, evidence);
      const said = found.slice(0, mostNamed).map(({ object, say }) => `${object} ${say}`);
      const more = found.length - said.length;
      return fail(
        `Admission webhooks need a look: ${said.join('; ')}${more > 0 ? `; and ${more} more` : ''}.${aside}`,
        first,
        ...others,
      );
    },
    fix: manual((look) => ({
      steps:
        'Delete configurations whose service is gone, bring its pods up where it is needed, and take exemptions of user namespaces out of the selector. Addresses outside that are meant go into the configuration (posture.webhookHosts).',
      commands: [...new Set(problemsIn(look).map(({ object }) => object))]
        .slice(0, mostNamed)
        .map((object) => {
          const [kind = '', ...name] = object.split(' ');
          return kubectl(look, 'edit', kind.toLowerCase(), shellWord(name.join(' ')));
        }),
    })),
  }),
];
