import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, azqr, kubescape, psrule } from '../../references.ts';
import { ingress } from './_ingress.ts';

/**
 * Azure patches the managed controller until the end of this month, and not after.
 * https://learn.microsoft.com/azure/aks/app-routing-nginx-to-gateway-api-migration
 */
const nginxSupportedUntil = new Date('2026-12-01T00:00:00Z');

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
    id: 'AKS-ING-006',
    title: 'No ingress-nginx past its end of life',
    group: 'ING',
    severity: 'high',
    why: 'The controller stands in front of everything and holds every certificate. Maintenance of ingress-nginx ended in March 2026: the next hole in it stays open.',
    needs: ['managedCluster'],
    references: [kubescape('C-0292'), aksDocs('app-routing-nginx-to-gateway-api-migration')],
    evaluate({ cluster, now }) {
      const enabled = cluster.flag(ingress.routing);
      const controller = cluster.word(ingress.nginx);
      const evidence = [enabled.evidence, controller.evidence] as const;
      const isManaged = enabled.value === true && controller.value !== 'none';
      if (isManaged && now >= nginxSupportedUntil)
        return fail(
          'The managed NGINX of application routing has had no patches since November 2026.',
          ...evidence,
        );
      return unknown(
        isManaged
          ? 'Azure patches the managed NGINX until the end of November 2026. Whether another ingress-nginx runs is seen only in the cluster’s objects.'
          : 'Whether an ingress-nginx runs is seen only in the cluster’s objects.',
        ...evidence,
      );
    },
    // Azure refuses the Gateway API of application routing beside the Istio add-on, which has one of its own.
    fix: manual((look) =>
      look.cluster.word('properties.serviceMeshProfile.mode').value === 'istio'
        ? {
            steps:
              'Let the Gateway API of the Istio add-on take over one host after the other by DNS, then turn NGINX off. The Gateway API of application routing cannot be had beside Istio.',
            commands: [azAks(look, 'approuting update', '--nginx None')],
            set: { [ingress.nginx]: 'None' },
          }
        : {
            steps:
              'Turn on the Gateway API of application routing beside the old controller, move one host after the other by DNS, then turn NGINX off.',
            commands: [
              azAks(look, 'approuting gateway istio enable'),
              azAks(look, 'approuting update', '--nginx None'),
            ],
            set: { [ingress.nginx]: 'None' },
          },
    ),
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
