/** A check that asks who holds one of several powers. */
import type { Grant } from '../../access/access.ts';
import { type Binding, sayBinding } from '../../access/bindings.ts';
import type { Power } from '../../access/powers.ts';
import type { Subject } from '../../access/subjects.ts';
import { type Check, defineCheck, type Finding, fail, pass, unknown } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, isFromManifests, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import {
  accessOf,
  evidenceOf,
  type Holders,
  type Holding,
  holders,
  sayHoldings,
  siteOf,
} from './_holdings.ts';

/** A narrower right that may do instead, for `kubectl create role`. */
interface Instead {
  verbs: string;
  resource: string;
  /** Only on objects of names that the reader fills in. */
  named?: boolean;
}

interface Question extends Pick<Check, 'id' | 'title' | 'severity' | 'why' | 'references'> {
  powers: readonly [Power, ...Power[]];
  /** Of a power: a holding that does not count. */
  except?: (holding: Holding, look: Look) => boolean;
  steps: string;
  instead?: Instead;
}

export function powerCheck({ powers, except, steps, instead, ...check }: Question): Check {
  function found(look: Look): { power: Power; held: Holders }[] {
    const site = siteOf(look, check.id);
    return powers.map((power) => {
      const held = holders(look, power, site);
      return {
        power,
        held: { ...held, found: held.found.filter((one) => !except?.(one, look)) },
      };
    });
  }

  return defineCheck({
    ...check,
    group: 'RBAC',
    needs: ['roles', 'roleBindings'],
    uses: ['managedCluster'],
    evaluate: (look) => {
      const all = found(look);
      const sentences = all
        .filter(({ held }) => held.found.length > 0)
        .map(({ power, held }) => `${count(held.found)} can ${power}: ${sayHoldings(held.found)}`);
      const holdings = all.flatMap(({ held }) => held.found);
      const asides = all.flatMap(({ power, held }) => asidesOf(power, held));
      return answer(look, check.id, holdings, {
        failed: `${sentences.join('; ')}.`,
        passed: `Nobody can ${powers.join(' or ')} who is not meant to.`,
        asides,
      });
    },
    fix: manual((look) => {
      const holdings = found(look).flatMap(({ held }) => held.found);
      return { steps, commands: commandsFor(look, holdings, instead) };
    }),
  });
}

function count(found: readonly Holding[]): string {
  const subjects = new Set(found.map(({ subject }) => subject)).size;
  return subjects === 1 ? '1 subject' : `${subjects} subjects`;
}

function asidesOf(power: Power, { restricted, delegated, own }: Holders): string[] {
  return [
    ...(own.length > 0
      ? [
          `This is besides Drawbridge’s own reader, ${own.join(', ')}, whose role holds no more than is read.`,
        ]
      : []),
    ...(restricted.length > 0
      ? [`${restricted.length} can ${power} only on objects that their rule names.`]
      : []),
    ...(delegated.length > 0
      ? [`${delegated.length} can ${power} by admin or edit in namespaces of theirs, as is meant.`]
      : []),
  ];
}

/** @param id of the check. @param asides sentences that follow, whatever the answer. */
export function answer(
  look: Look,
  id: string,
  holdings: readonly Holding[],
  { failed, passed, asides = [] }: { failed: string; passed: string; asides?: string[] },
): Finding {
  const { evidence } = look.objects('roleBindings');
  const [first, ...others] = evidenceOf(look, holdings, siteOf(look, id));
  const said = (sentence: string) =>
    [sentence, ...asides.map((one) => `(${one})`), ...azureToo(look)].join(' ');
  if (first) return fail(said(failed), first, ...others);
  const lost = danglingIn(look);
  return lost.length > 0
    ? unknown(
        `Not known: ${lost.length === 1 ? 'a binding names' : `${lost.length} bindings name`} a role that is not in the files: ${lost.slice(0, 3).join(', ')}${lost.length > 3 ? ' …' : ''}.`,
        evidence,
      )
    : pass(said(passed), evidence);
}

/** In files a role may simply be elsewhere; in a cluster a binding to no role gives nothing. */
function danglingIn(look: Look): string[] {
  if (!isFromManifests(look.objects('roleBindings'))) return [];
  return accessOf(look)
    .bindings.filter(({ role }) => role === undefined)
    .map(sayBinding);
}

/** With Azure RBAC a role assignment gives rights as well: https://learn.microsoft.com/azure/aks/manage-azure-rbac */
function azureToo(look: Look): string[] {
  const isOn =
    look.wasRead('managedCluster') &&
    look.cluster.flag('properties.aadProfile.enableAzureRBAC').value;
  return isOn ? ['Azure role assignments give rights here too: see AKS-IAM-018.'] : [];
}

const mostBindings = 5;

/** A subject in its binding. */
interface Bound {
  grant: Pick<Grant, 'binding' | 'index' | 'subject' | 'namespace'>;
}

/** What takes the subject out of its binding, and gives it something narrower. */
export function commandsFor(look: Look, holdings: readonly Bound[], instead?: Instead): string[] {
  const [first] = holdings;
  if (!first) return [];
  const byBinding = [...Map.groupBy(holdings, ({ grant }) => grant.binding)];
  return [
    ...(instead ? narrower(look, first, instead) : []),
    ...byBinding.slice(0, mostBindings).map(([binding, those]) =>
      takeOut(
        look,
        binding,
        those.map(({ grant }) => grant.index),
      ),
    ),
  ];
}

/** Names are tested first, so that nobody else is taken out of a binding that has changed meanwhile. */
function takeOut(look: Look, binding: Binding, places: readonly number[]): string {
  const kind = binding.kind.toLowerCase();
  const where = binding.namespace === undefined ? [] : [inNamespace(binding.namespace)];
  const name = shellWord(binding.name);
  const indexes = [...new Set(places)].toSorted((left, right) => right - left);
  if (indexes.length === binding.subjects.length)
    return kubectl(look, 'delete', kind, name, ...where);
  const patch = JSON.stringify(
    indexes.flatMap((index) => [
      { op: 'test', path: `/subjects/${index}/name`, value: binding.object.subjects[index]?.name },
      { op: 'remove', path: `/subjects/${index}` },
    ]),
  );
  return kubectl(look, 'patch', kind, name, ...where, '--type json --patch', shellWord(patch));
}

function narrower(look: Look, { grant }: Bound, { verbs, resource, named }: Instead): string[] {
  const { subject, namespace } = grant;
  const where =
    (namespace ?? subject.namespace) === undefined
      ? '--namespace "<namespace>"'
      : inNamespace(namespace ?? subject.namespace ?? '');
  const name = `narrow-${resource.replace(/\..*/, '').replace('/', '-')}`;
  const names = named ? ['--resource-name "<name>"'] : [];
  return [
    kubectl(
      look,
      'create role',
      name,
      where,
      `--verb ${verbs}`,
      `--resource ${resource}`,
      ...names,
    ),
    kubectl(look, 'create rolebinding', name, where, `--role ${name}`, flagFor(subject)),
  ];
}

function flagFor({ kind, name, namespace }: Subject): string {
  if (kind === 'ServiceAccount') return `--serviceaccount ${shellWord(`${namespace}:${name}`)}`;
  return `--${kind.toLowerCase()} ${shellWord(name)}`;
}
