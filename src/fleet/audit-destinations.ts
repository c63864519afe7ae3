import type { Json } from '../azure/json.ts';

/** The categories of a cluster's logs that tell who did what. */
const categories = ['kube-audit', 'kube-audit-admin', 'guard'] as const;

type AuditCategory = (typeof categories)[number];

interface AuditDestination {
  /** The resource id of the Log Analytics workspace. */
  workspaceId: string;
  /** `dedicated`: tables AKSAudit and AKSAuditAdmin; `legacy`: all in AzureDiagnostics. */
  mode: 'dedicated' | 'legacy';
  categories: AuditCategory[];
  settingName: string;
}

/** Where Drawbridge cannot look. */
interface OtherDestination {
  kind: 'storage account' | 'event hub' | 'partner solution';
  id: string;
  categories: AuditCategory[];
  settingName: string;
}

export interface AuditDestinations {
  /** The best to query first: the whole log before writes alone, tables of its own before the legacy one. */
  workspaces: AuditDestination[];
  elsewhere: OtherDestination[];
  /** What can be seen of the audit log in a workspace: all of it, `writes` alone, or `nothing`. */
  visible: 'everything' | 'writes' | 'nothing';
  /** What is therefore not seen, and why, as a sentence; absent where everything is seen. */
  blind?: string;
}

/** What a category group holds; `allLogs` holds every category. */
const groups: Record<string, readonly AuditCategory[]> = { alllogs: categories, audit: categories };

const otherKinds = [
  ['storageAccountId', 'storage account'],
  ['eventHubAuthorizationRuleId', 'event hub'],
  ['marketplacePartnerId', 'partner solution'],
] as const;

/**
 * Where a cluster's audit log goes, read from its diagnostic settings as Azure returns them.
 * https://learn.microsoft.com/azure/aks/monitor-aks-reference#resource-logs
 */
export function auditDestinations(settings: readonly Json[]): AuditDestinations {
  const workspaces: AuditDestination[] = [];
  const elsewhere: OtherDestination[] = [];
  for (const setting of settings) {
    const properties = setting?.properties ?? {};
    const shipped = categoriesOf(properties.logs);
    if (shipped.length === 0) continue;
    const common = { categories: shipped, settingName: String(setting?.name ?? '') };
    if (properties.workspaceId)
      workspaces.push({
        workspaceId: properties.workspaceId,
        // Null, and the name of the table, both mean the legacy one.
        mode:
          String(properties.logAnalyticsDestinationType ?? '').toLowerCase() === 'dedicated'
            ? 'dedicated'
            : 'legacy',
        ...common,
      });
    for (const [key, kind] of otherKinds)
      if (properties[key]) elsewhere.push({ kind, id: properties[key], ...common });
  }
  workspaces.sort((a, b) => rank(a) - rank(b) || a.settingName.localeCompare(b.settingName));
  const sees = (category: AuditCategory) =>
    workspaces.some((each) => each.categories.includes(category));
  const visible = sees('kube-audit')
    ? 'everything'
    : sees('kube-audit-admin')
      ? 'writes'
      : 'nothing';
  const blind = blindness(visible, elsewhere);
  return { workspaces, elsewhere, visible, ...(blind && { blind }) };
}

/** In the order of `categories`, each once; what is listed but not enabled is not shipped. */
function categoriesOf(logs: Json): AuditCategory[] {
  const found = new Set<string>();
  for (const log of Array.isArray(logs) ? logs : []) {
    if (log?.enabled !== true) continue;
    const group = groups[String(log.categoryGroup ?? '').toLowerCase()];
    for (const category of group ?? [String(log.category ?? '').toLowerCase()]) found.add(category);
  }
  return categories.filter((category) => found.has(category));
}

function rank({ categories: shipped, mode }: AuditDestination): number {
  const depth = shipped.includes('kube-audit') ? 0 : shipped.includes('kube-audit-admin') ? 2 : 4;
  return depth + (mode === 'dedicated' ? 0 : 1);
}

function blindness(
  visible: AuditDestinations['visible'],
  elsewhere: readonly OtherDestination[],
): string | undefined {
  if (visible === 'everything') return undefined;
  if (visible === 'writes')
    return 'Only kube-audit-admin goes to a workspace, which leaves out get and list: forbidden reads cannot be seen, nor can exec by a kubectl of 1.30 or later, which starts with a get.';
  const others = elsewhere.filter(({ categories: shipped }) =>
    shipped.some((category) => category !== 'guard'),
  );
  if (others.length === 0)
    return 'No diagnostic setting ships the audit log (kube-audit): nobody can see who was refused what.';
  const kinds = [
    ...new Set(others.map(({ kind }) => (kind === 'event hub' ? 'an event hub' : `a ${kind}`))),
  ];
  return `The audit log goes only to ${kinds.join(' and ')}, where it cannot be queried: it has to go to a Log Analytics workspace too.`;
}
