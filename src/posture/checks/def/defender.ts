import { listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { aksDocs, azurePolicy, mcsb, prowler, psrule } from '../../references.ts';

const sensor = 'properties.securityProfile.defender';
const learn = 'https://learn.microsoft.com/azure/defender-for-cloud';
const containers = {
  system: 'Microsoft Learn',
  id: 'defender-for-containers-introduction',
  url: `${learn}/defender-for-containers-introduction`,
};

function tier(look: Look) {
  return look.plane('containersPlan').word('properties.pricingTier');
}

function missingExtensions(look: Look) {
  const listedOnes = look.plane('containersPlan').children('properties.extensions');
  const on = new Set(
    (listedOnes.value ?? [])
      .filter((extension) => extension.flag('isEnabled').value)
      .flatMap((extension) => extension.word('name').value ?? []),
  );
  const missing = look.config.defenderExtensions.filter((name) => !on.has(name.toLowerCase()));
  return { missing, evidence: listedOnes.evidence };
}

function subscriptionFlag({ ref }: Look): string {
  return ref.subscriptionId === '' ? '' : ` --subscription ${shellWord(ref.subscriptionId)}`;
}

export const checks = [
  defineCheck({
    id: 'AKS-DEF-001',
    title: 'Defender sensor on',
    group: 'DEF',
    severity: 'high',
    why: 'Without a sensor on the nodes nobody notices what runs in containers: a miner, a reverse shell, a scan of the network from inside.',
    needs: ['managedCluster'],
    references: [
      mcsb('LT-1'),
      mcsb('LT-2'),
      azurePolicy('a1840de2'),
      azurePolicy('64def556'),
      psrule('DefenderProfile'),
      prowler('aks_cluster_defender_enabled'),
      containers,
    ],
    evaluate({ cluster }) {
      const enabled = cluster.flag(`${sensor}.securityMonitoring.enabled`);
      const workspace = cluster.text(`${sensor}.logAnalyticsWorkspaceResourceId`);
      const evidence = [enabled.evidence, workspace.evidence] as const;
      if (!enabled.value)
        return fail(
          'The Defender sensor is off. (A sensor of another vendor would do as well: waive this check then.)',
          ...evidence,
        );
      return workspace.value
        ? pass('The Defender sensor is on.', ...evidence)
        : fail('The Defender sensor is on, but names no workspace to report to.', ...evidence);
    },
    fix: manual((look) => ({
      steps: 'Turn on the plan first (AKS-DEF-002), then the sensor; it is paid for by the core.',
      commands: [azAks(look, 'update', '--enable-defender')],
      set: {
        [`${sensor}.securityMonitoring.enabled`]: true,
        [`${sensor}.logAnalyticsWorkspaceResourceId`]: '<workspace id>',
      },
    })),
  }),
  defineCheck({
    id: 'AKS-DEF-002',
    title: 'Plan Defender for Containers on',
    group: 'DEF',
    severity: 'high',
    why: 'Without the plan nobody looks: neither at the audit log, nor at images, nor at what the sensor sees.',
    needs: ['containersPlan'],
    references: [
      mcsb('LT-1'),
      mcsb('LT-2'),
      mcsb('IR-3'),
      mcsb('IR-5'),
      azurePolicy('1c988dd6'),
      prowler('defender_ensure_defender_for_containers_is_on'),
      containers,
    ],
    evaluate(look) {
      const plan = tier(look);
      return plan.value === 'standard'
        ? pass('The plan is on.', plan.evidence)
        : fail('The plan is off in this subscription.', plan.evidence);
    },
    fix: manual((look) => ({
      steps: 'It costs by the core and is turned on for the whole subscription: ask who pays.',
      commands: [
        `az security pricing create --name Containers --tier standard${subscriptionFlag(look)}`,
      ],
    })),
  }),
  defineCheck({
    id: 'AKS-DEF-003',
    title: 'Extensions of the plan on',
    group: 'DEF',
    severity: 'medium',
    why: 'The plan is paid for and half blind: without its extensions there are no findings in images, none of the cluster’s settings, or none at run time.',
    needs: ['containersPlan'],
    references: [prowler('defender_container_images_scan_enabled'), containers],
    evaluate(look) {
      const plan = tier(look);
      if (plan.value !== 'standard')
        return notApplicable('The plan is off (AKS-DEF-002).', plan.evidence);
      const { missing, evidence } = missingExtensions(look);
      return missing.length === 0
        ? pass('Every extension is on.', evidence)
        : fail(`Off: ${listed(missing)}.`, evidence);
    },
    fix: manual((look) => ({
      steps:
        'Turn them on for the subscription. The command replaces the whole plan: name every extension that is to stay on.',
      commands: [
        [
          `az security pricing create --name Containers --tier standard${subscriptionFlag(look)}`,
          ...look.config.defenderExtensions.map(
            (name) => `--extensions name=${shellWord(name)} isEnabled=True`,
          ),
        ].join(' '),
      ],
    })),
  }),
  defineCheck({
    id: 'AKS-DEF-004',
    title: 'No open alert of high severity',
    group: 'DEF',
    severity: 'critical',
    why: 'Defender has seen what looks like a break-in, and nobody has looked at it yet: whoever it is may still be there.',
    needs: ['securityAlerts'],
    uses: ['containersPlan'],
    references: [
      { system: 'Microsoft Learn', id: 'alerts-containers', url: `${learn}/alerts-containers` },
    ],
    evaluate(look) {
      const { items, evidence } = look.list('securityAlerts');
      const high = items.filter(
        (alert) =>
          alert.word('status').value === 'active' && alert.word('severity').value === 'high',
      );
      const titles = high.map((alert) => alert.text('title').value ?? alert.object);
      if (high.length > 0)
        return fail(
          `Open: ${listed(titles)}.`,
          evidence,
          ...high.map((alert) => alert.text('title').evidence),
        );
      // Where nobody looks, no alert says nothing.
      const plan = tier(look);
      return plan.value === 'standard'
        ? pass('No alert of high severity is open.', evidence, plan.evidence)
        : notApplicable('Defender is off and raises no alerts (AKS-DEF-002).', plan.evidence);
    },
    fix: manual((look) => ({
      steps: [
        'Open each alert, find out what happened, and close it there with the reason. If it was a break-in, take the node out of service and keep its disk before anything is restarted.',
        ...look.list('securityAlerts').items.flatMap((alert) => alert.text('link').value ?? []),
      ].join(' '),
      commands: [],
    })),
  }),
  defineCheck({
    id: 'AKS-DEF-005',
    title: 'Recommendations of Defender followed',
    group: 'DEF',
    severity: 'medium',
    why: 'Defender has found settings that attackers use, measured against Microsoft’s own benchmark. Each stays open until somebody follows it.',
    needs: ['securityAssessments'],
    references: [
      {
        system: 'Microsoft Learn',
        id: 'recommendations-reference-container',
        url: `${learn}/recommendations-reference-container`,
      },
      aksDocs('concepts-security'),
    ],
    evaluate(look) {
      const { items, evidence } = look.list('securityAssessments');
      const open = items.filter((one) => one.word('code').value === 'unhealthy');
      if (open.length > 0)
        return fail(
          `Not followed: ${listed(open.map((one) => one.text('title').value ?? one.object))}.`,
          evidence,
          ...open.map((one) => one.text('title').evidence),
        );
      return items.length === 0
        ? unknown('Defender has not assessed this cluster.', evidence)
        : pass('Every recommendation is followed.', evidence);
    },
    fix: manual(({ ref }) => ({
      steps: `Each recommendation says what to do: Defender for Cloud, Recommendations, filtered by ${ref.name}.`,
      commands: [],
    })),
  }),
];
