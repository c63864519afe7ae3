/** Who calls the pretend API servers. Addresses are from the ranges for documentation (RFC 5737). */
import type { Actor } from './audit-event.ts';

export const kubectl = 'kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9';
const entra = ['system:authenticated', 'b1d5bb1e-6a2f-4c4c-9b1e-0d6f2f6f4a10'];

function person(name: string, ip: string, agent = kubectl): Actor {
  return { username: `${name}@contoso.example`, groups: entra, ip, agent };
}

/** People at their desks. */
export const ana = person('ana.rivera', '203.0.113.14');
export const lena = person('lena.fischer', '203.0.113.18');
export const jonas = person('jonas.weber', '203.0.113.21');
/** The same person from somewhere that nobody has seen before. */
export const jonasElsewhere = person('jonas.weber', '203.0.113.52', 'Lens/2026.8.120');
export const tom = person('tom.berg', '203.0.113.33');
export const eve = person('eve.marsh', '203.0.113.40');

export function serviceAccount(
  namespace: string,
  name: string,
  { ip = '10.244.1.17', agent }: { ip?: string; agent: string },
): Actor {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      'system:serviceaccounts',
      `system:serviceaccounts:${namespace}`,
      'system:authenticated',
    ],
    ip,
    agent,
  };
}

/** The pipeline's account, used by build agents in the cluster itself. */
export const deployer = serviceAccount('ci', 'deployer', {
  ip: '10.244.4.12',
  agent: 'helm/3.18.4',
});

export const masterClient: Actor = {
  username: 'masterclient',
  groups: ['system:masters', 'system:authenticated'],
  ip: '203.0.113.20',
  agent: kubectl,
};

export function anonymous(ip: string, agent: string): Actor {
  return { username: 'system:anonymous', groups: ['system:unauthenticated'], ip, agent };
}

export function systemUser(username: string, agent: string, ip = '172.31.30.22'): Actor {
  return { username, groups: ['system:authenticated'], ip, agent };
}

export function node(name: string): Actor {
  return {
    username: `system:node:${name}`,
    groups: ['system:nodes', 'system:authenticated'],
    ip: '10.224.0.6',
    agent: 'kubelet/v1.35.8 (linux/amd64) kubernetes/5e1b1d2',
  };
}
