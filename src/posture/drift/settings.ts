/** The settings that are compared, declared once; each is named by its wire path. */
import { access } from './settings/access.ts';
import { logging } from './settings/logging.ts';
import { network } from './settings/network.ts';
import { nodes } from './settings/nodes.ts';
import { protection } from './settings/protection.ts';
import { upgrades } from './settings/upgrades.ts';

export const settings = [
  ...access,
  ...network,
  ...protection,
  ...nodes,
  ...upgrades,
  ...logging,
] as const;
