import { listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import {
  aksDocs,
  azurePolicy,
  checkov,
  cis,
  kubescape,
  mcsb,
  psrule,
  trivy,
} from '../../references.ts';
import { access, changeRanges, isPrivate } from './_access.ts';
import { isEveryone, type RangeProblem, rangeProblems } from './_ranges.ts';

/** Azure's limit without API server VNet integration. */
const mostRanges = 200;

const sayProblem: Record<RangeProblem, string> = {
  everyone: 'lets the whole Internet in',
  'too-wide': 'is wider than allowed',
  private: 'is a private range, from which nobody arrives',
  duplicate: 'is there twice',
  'every-azure-customer': 'lets every customer of Azure in',
  'not-judged': 'is no address range, so whom it lets in is not known',
};

export const checks = [
  defineCheck({
    id: 'AKS-API-001',
    title: 'API server limited to authorized IP ranges',
    group: 'API',
    severity: 'high',
    why: 'Anyone on the Internet can knock at the API server: a leaked kubeconfig works from everywhere, and a new hole in Kubernetes can be used before it is patched.',
    needs: ['managedCluster'],
    references: [
      cis('5.4.1'),
      azurePolicy('0e246bcf'),
      mcsb('NS-2'),
      psrule('AuthorizedIPs'),
      checkov('CKV_AZURE_6'),
      trivy('AZU-0041'),
      kubescape('C-0247'),
      aksDocs('api-server-authorized-ip-ranges'),
    ],
    evaluate(look) {
      const closed = isPrivate(look);
      if (closed.value)
        return notApplicable(
          'The cluster is private: authorized IP ranges do not exist there.',
          closed.evidence,
        );
      const ranges = look.cluster.texts(access.ranges);
      const count = ranges.value?.length ?? 0;
      const evidence = [ranges.evidence, closed.evidence] as const;
      if (count === 0)
        return fail(
          'The API server is open to the whole Internet: no authorized IP ranges are set.',
          ...evidence,
        );
      return pass(
        ranges.value?.some(isEveryone)
          ? 'Authorized IP ranges are set, but one of them is the whole Internet (AKS-API-003).'
          : `${count === 1 ? '1 authorized IP range is' : `${count} authorized IP ranges are`} set.`,
        ...evidence,
      );
    },
    fix: changeRanges('Add authorized IP ranges…'),
  }),
  defineCheck({
    id: 'AKS-API-003',
    title: 'Authorized IP ranges are narrow and sane',
    group: 'API',
    severity: 'high',
    why: 'A range as wide as a cloud or the Internet looks like a lock and is none. Private ranges in the list show that somebody thinks they are protected by it.',
    needs: ['managedCluster'],
    references: [aksDocs('api-server-authorized-ip-ranges')],
    evaluate(look) {
      const { cluster, config } = look;
      const closed = isPrivate(look);
      if (closed.value)
        return notApplicable(
          'The cluster is private: authorized IP ranges do not exist there.',
          closed.evidence,
        );
      const ranges = cluster.texts(access.ranges);
      const entries = ranges.value ?? [];
      if (entries.length === 0)
        return notApplicable('No authorized IP ranges are set (AKS-API-001).', ranges.evidence);
      const problems = rangeProblems(entries, config.widestPrefix);
      const said = listed(problems.map(({ entry, problem }) => `${entry} ${sayProblem[problem]}`));
      if (problems.some(({ problem }) => problem !== 'not-judged'))
        return fail(`${said}.`, ranges.evidence);
      if (problems.length > 0) return unknown(`${said}.`, ranges.evidence);
      return pass(
        entries.length > mostRanges
          ? `Every range is narrow, but ${entries.length} are more than the ${mostRanges} that Azure allows without API server VNet integration.`
          : 'Every range is narrow and public.',
        ranges.evidence,
      );
    },
    fix: changeRanges('Change authorized IP ranges…'),
  }),
];
