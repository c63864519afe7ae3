/** A pod spec under its wire names, without values of the environment and without what no check reads. */
import type { Container, PlainSecret, PodSpec } from '../objects.ts';
import { looksLikeSecret, withoutSecrets } from './plain-secrets.ts';
import { type Dict, dictOf, dictsOf, isDict, textOf } from './shapes.ts';

type Shape = 'text' | 'flag' | 'number' | 'dict' | 'dicts' | 'texts';

const fits: Record<Shape, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  flag: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  dict: isDict,
  dicts: (value) => Array.isArray(value) && value.every(isDict),
  texts: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
};

/** What is kept of a pod, and of a template. */
const podFields: Record<string, Shape> = {
  securityContext: 'dict',
  automountServiceAccountToken: 'flag',
  hostNetwork: 'flag',
  hostPID: 'flag',
  hostIPC: 'flag',
  hostUsers: 'flag',
  shareProcessNamespace: 'flag',
  volumes: 'dicts',
  nodeSelector: 'dict',
  os: 'dict',
  runtimeClassName: 'text',
  restartPolicy: 'text',
  dnsPolicy: 'text',
  hostAliases: 'dicts',
  resources: 'dict',
  terminationGracePeriodSeconds: 'number',
};

/** Admission and the scheduler write these into pods whatever their template says. */
const templateFields: Record<string, Shape> = {
  priorityClassName: 'text',
  topologySpreadConstraints: 'dicts',
  affinity: 'dict',
  tolerations: 'dicts',
  imagePullSecrets: 'dicts',
  nodeName: 'text',
};

const containerFields: Record<string, Shape> = {
  imagePullPolicy: 'text',
  command: 'texts',
  args: 'texts',
  securityContext: 'dict',
  resources: 'dict',
  ports: 'dicts',
  livenessProbe: 'dict',
  readinessProbe: 'dict',
  startupProbe: 'dict',
  lifecycle: 'dict',
  volumeMounts: 'dicts',
  volumeDevices: 'dicts',
  envFrom: 'dicts',
  restartPolicy: 'text',
  stdin: 'flag',
  tty: 'flag',
  targetContainerName: 'text',
};

function picked(raw: Dict, fields: Record<string, Shape>, strange: () => void): Dict {
  const kept: Dict = {};
  for (const [field, shape] of Object.entries(fields)) {
    const value = raw[field];
    if (value === undefined || value === null) continue;
    if (fits[shape](value)) kept[field] = value;
    else strange();
  }
  return kept;
}

/** Probes and hooks run commands and send headers, which hold passwords at times; no check reads them. */
function actionsOf(action: unknown): Dict {
  const { exec, httpGet, ...rest } = dictOf(action);
  const { httpHeaders: _headers, ...get } = dictOf(httpGet);
  return { ...rest, ...(isDict(exec) && { exec: {} }), ...(isDict(httpGet) && { httpGet: get }) };
}

function containerOf(raw: Dict, strange: () => void): Container {
  const kept = picked(raw, containerFields, strange);
  const secrets: PlainSecret[] = [];
  for (const field of ['command', 'args']) {
    const words = kept[field];
    if (!Array.isArray(words)) continue;
    kept[field] = words.map((word: string, index) =>
      withoutSecret(word, words[index - 1], (looksLike) =>
        secrets.push({ name: `${field}[${index}]`, looksLike }),
      ),
    );
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    if (kept[probe]) kept[probe] = actionsOf(kept[probe]);
  if (kept.lifecycle)
    kept.lifecycle = Object.fromEntries(
      Object.entries(dictOf(kept.lifecycle)).map(([hook, action]) =>
        isDict(action) ? [hook, actionsOf(action)] : [hook, {}],
      ),
    );
  const env = dictsOf(raw.env).flatMap((variable) => {
    const name = textOf(variable.name);
    if (name === '') return [];
    const looksLike = looksLikeSecret(name, textOf(variable.value));
    if (looksLike !== undefined) secrets.push({ name, looksLike });
    return [{ name, ...(isDict(variable.valueFrom) && { valueFrom: variable.valueFrom }) }];
  });
  return {
    name: textOf(raw.name),
    image: textOf(raw.image),
    ...kept,
    ...(env.length > 0 && { env }),
    ...(secrets.length > 0 && { plainSecrets: secrets }),
  };
}

/** A script in one word is looked through word by word: what programs it calls is still to be seen. */
function withoutSecret(word: string, before: unknown, tell: (looksLike: string) => void): string {
  const whole = secretInWord(word, before);
  if (whole !== undefined && !/\s/.test(word)) {
    tell(whole);
    return '(left out)';
  }
  let last: string | undefined;
  let found = whole;
  const kept = word.replace(/(?:[^\s"'`;|&()]|"[^"\s]{0,512}"|'[^'\s]{0,512}')+/g, (part) => {
    const looksLike = secretInWord(part.replaceAll(/["']/g, ''), last);
    last = part;
    if (looksLike === undefined) return part;
    found ??= looksLike;
    return '(left out)';
  });
  if (found !== undefined) tell(found);
  // A key of several lines is one credential, though its words are none.
  const isStill =
    whole !== undefined && (kept === word || secretInWord(kept, before) !== undefined);
  return isStill ? '(left out)' : kept;
}

/** `--password=…`, or what stands after `--password`. */
function secretInWord(word: string, before: unknown): string | undefined {
  const [, flag, given] = /^-{0,2}([\w.-]+)[=:](.+)$/s.exec(word) ?? [];
  if (flag !== undefined && given !== undefined) {
    const found = looksLikeSecret(flag, given);
    if (found !== undefined) return found;
  }
  const option = typeof before === 'string' ? /^--?([\w.-]+)$/.exec(before)?.[1] : undefined;
  return looksLikeSecret(option ?? '', word);
}

/** Names end in five characters that differ from pod to pod. */
const tokenVolume = /^kube-api-access-[a-z0-9]{5}$|^azure-identity-token$/;

/** What the webhook of workload identity adds. https://azure.github.io/azure-workload-identity/docs/installation/mutating-admission-webhook.html */
const givenVariables = /^AZURE_(?:CLIENT_ID|TENANT_ID|FEDERATED_TOKEN_FILE|AUTHORITY_HOST)$/;

/**
 * A running pod differs from its template in what every pod is given: that is left out here, so that
 * what differs afterwards was put in by somebody.
 */
function withoutGiven(spec: PodSpec): PodSpec {
  // Anybody may give a volume such a name, a folder of the node for one: tokens are projected.
  const others = dictsOf(spec.volumes)
    .filter(({ projected }) => !isDict(projected))
    .map(({ name }) => name);
  const own = (list: unknown) =>
    dictsOf(list).filter(({ name }) => !tokenVolume.test(textOf(name)) || others.includes(name));
  const plain = ({ volumeMounts, env, ...rest }: Container): Container => {
    const mounts = own(volumeMounts);
    const variables = (env ?? []).filter(({ name }) => !givenVariables.test(name));
    return {
      ...(rest as Container),
      ...(mounts.length > 0 && { volumeMounts: mounts }),
      ...(variables.length > 0 && { env: variables }),
    };
  };
  const { volumes, initContainers, ephemeralContainers, containers, ...rest } = spec;
  const ownVolumes = own(volumes);
  return {
    ...rest,
    ...(ownVolumes.length > 0 && { volumes: ownVolumes }),
    containers: containers.map(plain),
    ...(initContainers && { initContainers: initContainers.map(plain) }),
    ...(ephemeralContainers && { ephemeralContainers: ephemeralContainers.map(plain) }),
  };
}

/**
 * The same text for a pod and its template, unless a check would see a difference. The order of
 * properties is of no account; claims are put in by StatefulSets.
 */
export function comparable(spec: PodSpec): string {
  const { volumes, ...rest } = withoutGiven(spec);
  for (const field of Object.keys(templateFields)) delete rest[field];
  const shared = dictsOf(volumes).filter((volume) => !isDict(volume.persistentVolumeClaim));
  return JSON.stringify({ ...rest, volumes: shared }, (_key, value) =>
    isDict(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/**
 * @param of what it is of; pods that a controller made lack what admission alone decides.
 * @param strange told of each field that holds something of a wrong type; it is left out.
 */
export function podSpecOf(
  value: unknown,
  { of, strange }: { of: 'template' | 'own pod' | 'made pod'; strange: () => void },
): PodSpec {
  if (!isDict(value)) {
    strange();
    return { containers: [], serviceAccountName: 'default' };
  }
  const containers = (field: string): Container[] => {
    const raw = value[field];
    if (raw !== undefined && raw !== null && !fits.dicts(raw)) strange();
    return dictsOf(raw).map((container) => containerOf(container, strange));
  };
  const init = containers('initContainers');
  const ephemeral = containers('ephemeralContainers');
  const fields = of === 'made pod' ? podFields : { ...podFields, ...templateFields };
  const spec: PodSpec = {
    containers: containers('containers'),
    ...(init.length > 0 && { initContainers: init }),
    ...(ephemeral.length > 0 && { ephemeralContainers: ephemeral }),
    ...picked(value, fields, strange),
    serviceAccountName:
      textOf(value.serviceAccountName) || textOf(value.serviceAccount) || 'default',
  };
  if (Array.isArray(spec.volumes)) spec.volumes = withoutSecrets(spec.volumes);
  return of === 'template' ? spec : withoutGiven(spec);
}
