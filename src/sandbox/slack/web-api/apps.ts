import type { SocketMode } from '../delivery/socket-mode.ts';
import type { Method } from './method.ts';

/** `apps.connections.open` gives a single-use address for Socket Mode. */
export function appMethods(socketMode: SocketMode): Method[] {
  return [
    {
      name: 'apps.connections.open',
      scopes: [],
      // Ten connections of one app may be opened at once, whatever the tier says.
      tier: 'free',
      token: 'app',
      run({ ground }) {
        const address = new URL(`${ground.baseUrl()}/link/`);
        address.protocol = 'ws:';
        address.searchParams.set('ticket', socketMode.ticket());
        address.searchParams.set('app_id', ground.appId);
        return { url: address.href };
      },
    },
  ];
}
