import { isExpression } from '../expressions.ts';
import type { Json } from '../snapshot.ts';
import { diagnosticSettingsType, type Found, isObject } from './found.ts';
import { type Scope, templateName, templateValue } from './template-values.ts';

/** A template: a list of resources, or in the newer form an object of them by symbolic name. */
export function isTemplate(json: Json): boolean {
  return isObject(json) && typeof json.resources === 'object' && json.resources !== null;
}

interface Place {
  file: string;
  scope: Scope;
  parent?: { type: string; name: string };
}

/** The resources that a template deploys, those of nested deployments and child resources included. */
export function resourcesOfTemplate(
  file: string,
  template: Json,
  given: Record<string, Json> = {},
): Found[] {
  const scope = {
    parameters: objectOr(template.parameters),
    variables: objectOr(template.variables),
    given,
  };
  return resourcesIn(template.resources, { file, scope });
}

function resourcesIn(resources: Json, place: Place): Found[] {
  const list: Json[] = Object.values(resources ?? {});
  // `existing` resources are only referred to, not deployed.
  return list
    .filter((item) => isObject(item) && !item.existing)
    .flatMap((item) => resource(item, place));
}

function resource(raw: Json, place: Place): Found[] {
  const { file, scope, parent } = place;
  const condition = templateValue(scope, raw.condition);
  if (condition === false) return [];
  const type = fullType(String(raw.type ?? ''), parent?.type);
  if (type === 'microsoft.resources/deployments') return nestedDeployment(raw, place);

  const name = templateName(scope, raw.name);
  const fullName = parent && !name.includes('/') ? `${parent.name}/${name}` : name;
  const {
    resources,
    copy,
    scope: scopeOf,
    condition: _condition,
    dependsOn: _dependsOn,
    ...rest
  } = raw;
  const found: Found = {
    file,
    type: type.endsWith('/providers/diagnosticsettings') ? diagnosticSettingsType : type,
    name: (fullName.split('/').at(-1) ?? '') + (copy ? '[…]' : ''),
    cluster: clusterNamed({ type, fullName, scope: templateName(scope, scopeOf) }),
    body: { ...templateValue(scope, rest), name: fullName },
    condition: isExpression(condition) ? condition.$expression : undefined,
  };
  return [found, ...resourcesIn(resources, { ...place, parent: { type, name: fullName } })];
}

/** A module: its template has its own parameters, unless it says that it is worked out outside. */
function nestedDeployment(raw: Json, { file, scope }: Place): Found[] {
  const { template, parameters, expressionEvaluationOptions } = raw.properties ?? {};
  if (!isTemplate(template)) return [];
  if (expressionEvaluationOptions?.scope?.toLowerCase() !== 'inner')
    return resourcesIn(template.resources, { file, scope });
  const given = Object.entries(objectOr(parameters))
    .filter(([, passed]) => isObject(passed) && 'value' in passed)
    .map(([name, passed]) => [name, templateValue(scope, passed.value)]);
  return resourcesOfTemplate(file, template, Object.fromEntries(given));
}

function fullType(type: string, parentType: string | undefined): string {
  const own = type.toLowerCase();
  const isShort =
    parentType !== undefined && !own.startsWith(`${parentType}/`) && !own.startsWith('microsoft.');
  return isShort ? `${parentType}/${own}` : own;
}

/** To which cluster a resource belongs: by its scope, or by the first part of its name. */
function clusterNamed({
  type,
  fullName,
  scope,
}: {
  type: string;
  fullName: string;
  scope: string;
}): string | undefined {
  const scoped = /microsoft\.containerservice\/managedclusters\/([^/]+)$/i.exec(scope)?.[1];
  if (scoped) return scoped.toLowerCase();
  return type.startsWith('microsoft.containerservice/managedclusters/') && fullName.includes('/')
    ? fullName.split('/')[0]?.toLowerCase()
    : undefined;
}

function objectOr(value: Json): Record<string, Json> {
  return isObject(value) ? value : {};
}
