import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, azqr, psrule } from '../../references.ts';
import { ingress } from './_ingress.ts';

export const checks = [
  defineCheck({
    id: 'AKS-ING-001',
    title: 'HTTP application routing add-on off',
    group: 'ING',
    severity: 'high',
    why: 'The add-on retired in March 2025: its ingress controller gets no patches, and publishes services under a name that Azure made up.',
    needs: ['managedCluster'],
    references: [psrule('HttpAppRouting'), azqr('aks-010'), aksDocs('app-routing-migration')],
    evaluate({ cluster }) {
      const enabled = cluster.flag(ingress.httpRouting);
      return enabled.value
        ? fail('The retired HTTP application routing add-on is on.', enabled.evidence)
        : pass('The HTTP application routing add-on is off.', enabled.evidence);
    },
    fix: manual((look) => ({
      steps:
        'Move every ingress that uses it to another controller first: they stop working with it.',
      commands: [azAks(look, 'disable-addons', '--addons http_application_routing')],
      set: { 'properties.addonProfiles.httpApplicationRouting.enabled': false },
    })),
  }),
  defineCheck({
    id: 'AKS-ING-009',
    title: 'Managed ingress internal unless meant otherwise',
    group: 'ING',
    severity: 'low',
    why: 'A managed controller of the type External gets a public address by itself, so whatever a team publishes on it is on the Internet at once.',
    needs: ['managedCluster'],
    references: [aksDocs('app-routing-nginx-configuration')],
    evaluate({ cluster }) {
      const enabled = cluster.flag(ingress.routing);
      if (!enabled.value) return notApplicable('Application routing is off.', enabled.evidence);
      const controller = cluster.word(ingress.nginx);
      // Left out, it is AnnotationControlled: whoever owns the controller's object decides.
      return controller.value === 'external'
        ? fail('The managed ingress controller faces the Internet.', controller.evidence)
        : pass(
            'The managed ingress controller faces the Internet only where it is told to.',
            controller.evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Change its type, after making sure that nobody outside needs it: the public address goes away. Waive this check where it is meant.',
      commands: [azAks(look, 'approuting update', '--nginx Internal')],
      set: { [ingress.nginx]: 'Internal' },
    })),
  }),
];
