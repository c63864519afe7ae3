/** The pretend workspace "Contoso Platform": who is there, in which groups and channels. */
import type { Channel, Person, UserGroup } from './protocol.ts';

export interface WorkspaceSeed {
  team: { id: string; name: string; domain: string };
  bot: Person;
  people: Person[];
  groups: UserGroup[];
  channels: Channel[];
}

const home = 'T0DRAWBRG';
const away = 'T0OTHERCO';

/** A fresh copy, so that one stand-in's changes never reach another. */
export function contosoPlatform(): WorkspaceSeed {
  const colleagues = ['U0RIVERA', 'U0CHEN00', 'U0OKAFOR', 'U0LINDEN'];
  return {
    team: { id: home, name: 'Contoso Platform', domain: 'contoso-platform' },
    bot: {
      id: 'U0BRIDGE',
      teamId: home,
      handle: 'drawbridge',
      name: 'Drawbridge',
      title: 'Watches the AKS fleet',
      isBot: true,
      tz: 'Etc/UTC',
    },
    people: [
      {
        id: 'U0RIVERA',
        teamId: home,
        handle: 'ana.rivera',
        name: 'Ana Rivera',
        title: 'Platform engineer, on call',
        tz: 'Europe/Madrid',
      },
      {
        id: 'U0CHEN00',
        teamId: home,
        handle: 'wei.chen',
        name: 'Wei Chen',
        title: 'Platform lead, approver',
        tz: 'Europe/Berlin',
      },
      {
        id: 'U0OKAFOR',
        teamId: home,
        handle: 'ngozi.okafor',
        name: 'Ngozi Okafor',
        title: 'Security engineer, approver',
        tz: 'Africa/Lagos',
      },
      {
        id: 'U0LINDEN',
        teamId: home,
        handle: 'sam.linden',
        name: 'Sam Linden',
        title: 'Product designer, no rights',
        tz: 'Europe/Stockholm',
      },
      {
        id: 'U0STRANG',
        teamId: away,
        handle: 'kim.strand',
        name: 'Kim Strand',
        title: 'Consultant at another company',
        isStranger: true,
        tz: 'Europe/Oslo',
      },
    ],
    groups: [
      {
        id: 'S0ONCALL',
        handle: 'aks-oncall',
        name: 'AKS on call',
        members: ['U0RIVERA', 'U0CHEN00'],
      },
      {
        id: 'S0APPROV',
        handle: 'aks-approvers',
        name: 'AKS approvers',
        members: ['U0CHEN00', 'U0OKAFOR'],
      },
    ],
    channels: [
      {
        id: 'C0PLATFRM',
        name: 'platform-aks',
        kind: 'channel',
        topic: 'The AKS fleet, day to day',
        members: [...colleagues, 'U0BRIDGE'],
      },
      {
        id: 'C0APPROVE',
        name: 'aks-approvals',
        kind: 'channel',
        topic: 'Changes that wait for a second pair of eyes',
        members: [...colleagues, 'U0BRIDGE'],
      },
      {
        id: 'C0SECOPS0',
        name: 'sec-alerts',
        kind: 'channel',
        topic: 'Refused calls and other security news',
        members: [...colleagues, 'U0BRIDGE'],
      },
      {
        id: 'C0VENDORS',
        name: 'shared-vendors',
        kind: 'channel',
        topic: 'Shared with another company',
        members: [...colleagues, 'U0STRANG', 'U0BRIDGE'],
      },
    ],
  };
}
