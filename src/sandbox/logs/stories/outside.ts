/** Who has no name. */
import type { Call } from '../audit-event.ts';
import { anonymous, kubectl } from '../people.ts';
import { minute, refused, repeated, type Story, second } from '../story.ts';

const paths = [
  '/.env',
  '/owa/auth/x.js',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
  '/actuator/gateway/routes',
  '/solr/admin/info/system',
  '/.git/config',
] as const;

export const internetScan: Story = {
  title: 'scanners on the Internet try the API server',
  tell: (at) => ({
    calls: ['198.51.100.77', '198.51.100.90', '203.0.113.201', '198.51.100.143'].flatMap(
      (ip, who) => [
        ...repeated({ from: at + who * 7 * second, every: 3 * second, times: 12 }, (when, index) =>
          refused({
            at: when,
            actor: anonymous(ip, 'Mozilla/5.0 zgrab/0.x'),
            verb: 'get',
            path: paths[index % paths.length] ?? '/',
          }),
        ),
        refused({
          at: at + minute,
          actor: anonymous(ip, 'curl/8.5.0'),
          verb: 'list',
          resource: 'secrets',
        }),
        // Writes are tried too, and those are in kube-audit-admin as well.
        refused({
          at: at + minute + second,
          actor: anonymous(ip, 'curl/8.5.0'),
          verb: 'create',
          resource: 'pods',
          namespace: 'default',
        }),
      ],
    ),
  }),
};

export const anonymousAllowed: Story = {
  title: 'somebody without a name is let in',
  tell: (at) => ({
    calls: repeated({ from: at, every: 30 * second, times: 3 }, (when) => ({
      at: when,
      actor: anonymous('198.51.100.90', 'curl/8.5.0'),
      verb: 'list',
      resource: 'pods',
      namespace: 'web',
      reason:
        'RBAC: allowed by ClusterRoleBinding "anon-view" of ClusterRole "view" to Group "system:unauthenticated"',
    })),
  }),
};

/** A token that ran out: the API server does not know who calls, and logs one stage alone. */
export const unauthenticated: Story = {
  title: 'calls with a token that is not valid any more',
  tell: (at) => ({
    calls: repeated(
      { from: at, every: 6 * second, times: 25 },
      (when, index): Call => ({
        at: when,
        actor: { username: '', ip: '198.51.100.21', agent: kubectl },
        verb: index % 2 ? 'list' : 'get',
        ...(index % 2 ? { resource: 'nodes' } : { path: '/version?timeout=5s' }),
        code: 401,
        stages: ['ResponseStarted'],
      }),
    ),
  }),
};
