import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../src/kubernetes/objects.ts';
import { type Question, readAccess } from '../../../src/posture/access/access.ts';
import { saySubject } from '../../../src/posture/access/subjects.ts';
import { bind, bindCluster, clusterRole, role } from '../support/good-access.ts';

/** A small world: two of everything, so that every case turns up often. */
const verbs = ['get', 'create'];
const groups = ['', 'apps'];
const paths = ['pods', 'pods/exec', 'secrets'];
const objectNames = ['a', 'b'];
const namespaces = ['one', 'two'];
const who = [
  'User ana',
  'Group ops',
  'ServiceAccount one/web',
  'User system:serviceaccount:one:web',
];

const some = (words: string[]) => fc.subarray(words, { minLength: 1 });

interface PlainRule {
  verbs: string[];
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
}

const ruleOf: fc.Arbitrary<PlainRule> = fc.record(
  {
    verbs: some([...verbs, '*']),
    apiGroups: some([...groups, '*']),
    resources: some([...paths, '*', '*/exec', 'pods/*']),
    resourceNames: some(objectNames),
  },
  { requiredKeys: ['verbs', 'apiGroups', 'resources'] },
);

interface World {
  roles: KubernetesObject[];
  roleBindings: KubernetesObject[];
}

const roleNames = ['r0', 'r1', 'r2'];

const worlds: fc.Arbitrary<World> = fc.record({
  roles: fc
    .array(fc.array(ruleOf, { maxLength: 2 }), { minLength: 3, maxLength: 3 })
    .map((all) =>
      all.flatMap((rules, index) => [
        clusterRole(`r${index}`, rules as unknown as Record<string, unknown>[]),
        role('one', `r${index}`, rules.slice(0, 1) as unknown as Record<string, unknown>[]),
      ]),
    ),
  roleBindings: fc.array(
    fc
      .tuple(
        fc.constantFrom('ClusterRole', 'Role'),
        fc.constantFrom(...roleNames),
        fc.constantFrom(undefined, ...namespaces),
        fc.subarray(who, { minLength: 1 }),
        fc.nat(),
      )
      .map(([kind, name, namespace, subjects, id]) =>
        namespace
          ? bind(namespace, `b${id}`, `${kind} ${name}`, ...subjects)
          : bindCluster(`b${id}`, `ClusterRole ${name}`, ...subjects),
      ),
    { maxLength: 4 },
  ),
});

const questions: Question[] = verbs.flatMap((verb) =>
  groups.flatMap((group) =>
    paths.map((path) => {
      const [resource = '', subresource] = path.split('/');
      return { verb, group, resource, ...(subresource && { subresource }) };
    }),
  ),
);

/** One request, read off the objects as the documentation of Kubernetes says, without any of our code. */
function mayPlainly(
  { roles, roleBindings }: World,
  subject: string,
  { verb, group, resource, subresource }: Question,
  namespace: string,
  name: string,
): boolean {
  const path = subresource ? `${resource}/${subresource}` : resource;
  const asked = verb === 'create' && !subresource ? undefined : name;
  return roleBindings.some((binding) => {
    if (binding.kind === 'RoleBinding' && binding.metadata.namespace !== namespace) return false;
    const names = (binding.subjects as { kind: string; name: string; namespace?: string }[]).map(
      (one) =>
        one.kind === 'ServiceAccount'
          ? `${one.kind} ${one.namespace}/${one.name}`
          : `${one.kind} ${one.name}`,
    );
    const aliases =
      subject === 'ServiceAccount one/web'
        ? [subject, 'User system:serviceaccount:one:web']
        : [subject];
    if (!aliases.some((alias) => names.includes(alias))) return false;
    const bound = roles.find(
      (one) =>
        one.kind === binding.roleRef.kind &&
        one.metadata.name === binding.roleRef.name &&
        (one.kind === 'ClusterRole' || one.metadata.namespace === binding.metadata.namespace),
    );
    return ((bound?.rules ?? []) as PlainRule[]).some(
      (one) =>
        (one.verbs.includes('*') || one.verbs.includes(verb)) &&
        (one.apiGroups.includes('*') || one.apiGroups.includes(group)) &&
        (one.resources.includes('*') ||
          one.resources.includes(path) ||
          (subresource !== undefined && one.resources.includes(`*/${subresource}`))) &&
        (!one.resourceNames || (asked !== undefined && one.resourceNames.includes(asked))),
    );
  });
}

/** `User ana one a`: every subject, namespace and object name for which the answer holds. */
function answers(world: World, question: Question): string[] {
  const cells = readAccess(world)
    .who(question)
    .flatMap((grant) =>
      (grant.namespace ? [grant.namespace] : namespaces).flatMap((namespace) =>
        (grant.names ?? objectNames).map(
          (name) => `${saySubject(grant.subject)} ${namespace} ${name}`,
        ),
      ),
    );
  return [...new Set(cells)].sort();
}

const subjects = ['User ana', 'Group ops', 'ServiceAccount one/web'];

test('who can is what a plain reading of the objects says, request by request', () => {
  fc.assert(
    fc.property(worlds, fc.constantFrom(...questions), (world, question) => {
      const plainly = subjects.flatMap((subject) =>
        namespaces.flatMap((namespace) =>
          objectNames
            .filter((name) => mayPlainly(world, subject, question, namespace, name))
            .map((name) => `${subject} ${namespace} ${name}`),
        ),
      );
      expect(answers(world, question)).toEqual(plainly.sort());
    }),
    { numRuns: 1000 },
  );
});

test('another binding never takes a right away', () => {
  fc.assert(
    fc.property(worlds, worlds, fc.constantFrom(...questions), (world, other, question) => {
      const more = { ...world, roleBindings: [...world.roleBindings, ...other.roleBindings] };
      const after = answers(more, question);
      for (const cell of answers(world, question)) expect(after).toContain(cell);
    }),
  );
});

test('the order of roles, bindings and rules makes no difference', () => {
  fc.assert(
    fc.property(worlds, fc.constantFrom(...questions), (world, question) => {
      const turned = {
        roles: world.roles.map((one) => ({ ...one, rules: one.rules.toReversed() })).toReversed(),
        roleBindings: world.roleBindings.toReversed(),
      };
      expect(answers(turned, question)).toEqual(answers(world, question));
    }),
  );
});

test('a narrower rule never gives more than the wider', () => {
  fc.assert(
    fc.property(
      ruleOf,
      fc.constantFrom<keyof PlainRule>('verbs', 'apiGroups', 'resources'),
      fc.nat(),
      fc.constantFrom(...questions),
      (wide, list, at, question) => {
        const kept = (wide[list] ?? []).filter((_, index, all) => index !== at % all.length);
        const narrow = { ...wide, [list]: kept };
        const named = { ...wide, resourceNames: (wide.resourceNames ?? objectNames).slice(0, 1) };
        const world = (rules: PlainRule): World => ({
          roles: [clusterRole('r0', [{ ...rules }])],
          roleBindings: [bindCluster('b', 'ClusterRole r0', 'User ana')],
        });
        const before = answers(world(wide), question);
        for (const cell of [
          ...answers(world(narrow), question),
          ...answers(world(named), question),
        ])
          expect(before).toContain(cell);
      },
    ),
  );
});
