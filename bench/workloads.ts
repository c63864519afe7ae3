/**
 * One cluster with 10,000 pods of 100 Deployments, read and reduced by the real reader from the stand-in for its API
 * server, which runs in a process of its own.
 *
 * Prints the wall time as a ratio to merely downloading the same pages, and how much memory grew over a process that
 * has loaded everything and waits. Downloading is measured twice: by the same client, which makes objects of the JSON
 * (that is what the promise is about), and as bytes that nobody looks at. Fails when a promise is broken.
 *
 *     node --expose-gc bench/workloads.ts [pods]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connectKubernetes, type KubernetesConnection } from '../src/kubernetes/connection.ts';
import { readKubernetes } from '../src/kubernetes/read.ts';

const deployments = 100;
const rounds = 5;
const mostTimesTheDownload = 1.5;
const mostMegabytes = 120;
const token = 'sandbox-reader';
const now = () => new Date();

const [first = '10000', role] = process.argv.slice(2);
if (role === undefined) await measure(Number(first));
else await serve(Number(first));

async function serve(pods: number): Promise<void> {
  const { startKubernetesStandIn } = await import('../src/sandbox/kubernetes/start.ts');
  const standIn = await startKubernetesStandIn();
  const { objects, hosts } = standIn.cluster('aks-staging-weu');
  for (let index = 0; index < deployments; index += 1) {
    const { owner, links, block } = deployment(index, Math.ceil(pods / deployments));
    objects.add(owner, links);
    objects.addMany('pods', block);
  }
  process.send?.(`${standIn.url}/${hosts[0]}`);
}

/** One Deployment with its pods, each as large as those of a service with a sidecar usually are. */
function deployment(index: number, count: number) {
  const name = `service-${String(index).padStart(3, '0')}`;
  const namespace = 'default';
  const labels = { app: name, 'pod-template-hash': '7c9d5b6f4' };
  const container = (own: string) => ({
    name: own,
    image: `crprodcontoso.azurecr.io/shop/${own}:4.${index}.0`,
    imagePullPolicy: 'IfNotPresent',
    env: Array.from({ length: 20 }, (_, number) => ({
      name: `SETTING_${number}`,
      value: `https://service-${number}.shop.svc.cluster.local:8443/v1`,
    })),
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    resources: {
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { cpu: '1', memory: '256Mi' },
    },
    securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false },
    livenessProbe: { httpGet: { path: '/live', port: 'http', scheme: 'HTTP' }, periodSeconds: 10 },
    readinessProbe: { httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' }, periodSeconds: 5 },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    volumeMounts: [{ name: 'config', mountPath: '/etc/config', readOnly: true }],
  });
  const spec = {
    containers: [container(name), container('proxy')],
    volumes: [{ name: 'config', configMap: { name, defaultMode: 420 } }],
    serviceAccountName: name,
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  };
  const owned = (kind: string, owner: string) => [
    { apiVersion: 'apps/v1', kind, name: owner, uid: `${kind}-${owner}`, controller: true },
  ];
  const template = { metadata: { labels }, spec };
  const of = (kind: string, own: string, more: object = {}) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: own, namespace, labels, ...more },
    spec: { replicas: count, selector: { matchLabels: labels }, template },
    status: { replicas: count, readyReplicas: count },
  });
  const nameOf = (number: number) => `${name}-7c9d5b6f4-${String(number).padStart(5, '0')}`;
  return {
    owner: of('Deployment', name),
    links: of('ReplicaSet', `${name}-7c9d5b6f4`, { ownerReferences: owned('Deployment', name) }),
    block: {
      namespace,
      count,
      nameOf,
      make: (number: number) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: nameOf(number),
          namespace,
          labels,
          uid: `${name}-${number}`,
          creationTimestamp: '2026-11-20T08:00:00Z',
          ownerReferences: owned('ReplicaSet', `${name}-7c9d5b6f4`),
        },
        spec: { ...spec, nodeName: `node-${number % 50}` },
        status: { phase: 'Running', podIP: `10.${index}.${number >> 8}.${number & 255}` },
      }),
    },
  };
}

async function measure(pods: number): Promise<void> {
  const standIn = fork(import.meta.filename, [String(pods), 'serve']);
  const [server]: string[] = await once(standIn, 'message');
  if (!server) throw new Error('the stand-in said no address');
  const connection = connectKubernetes({ server, token: async () => token });
  await connection.get('/version', { what: 'reading the version' });

  // The first reading, into memory that holds nothing yet; it tells which pages there are.
  const lists = new Map<string, Page[]>();
  const grown = await growthOf(async () => {
    const found = await readKubernetes({ connection: recording(connection, lists), now });
    const { pods: seen, workloads } = found;
    if (!seen.ok || !workloads.ok || seen.value.length < pods)
      throw new Error(`not all ${pods} pods were read`);
    console.log(`${seen.value.length} pods of ${workloads.value.length} workloads`);
    return found;
  });

  const downloads: number[] = [];
  const readings: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    downloads.push(await secondsOf(() => download(connection, [...lists.values()])));
    readings.push(await secondsOf(() => readKubernetes({ connection, now })));
    bytes.push(await secondsOf(() => download(plainly(server), [...lists.values()])));
  }
  connection.close();
  standIn.kill();
  const [least, read] = [Math.min(...downloads), Math.min(...readings)];
  const ratio = read / least;
  const fewest = Math.min(...bytes);
  console.log(
    `bytes alone        ${fewest.toFixed(2)} s (${(read / fewest).toFixed(2)} times as long to read)`,
  );
  console.log(`downloading        ${least.toFixed(2)} s`);
  console.log(`reading            ${read.toFixed(2)} s`);
  console.log(`ratio              ${ratio.toFixed(2)} (at most ${mostTimesTheDownload})`);
  console.log(`memory grew by     ${grown.toFixed(0)} MB (at most ${mostMegabytes})`);
  if (ratio > mostTimesTheDownload || grown > mostMegabytes) process.exitCode = 1;
}

interface Page {
  path: string;
  accept?: string;
}

/** The same connection, which remembers the pages of each list that were asked for. */
function recording(
  connection: KubernetesConnection,
  lists: Map<string, Page[]>,
): KubernetesConnection {
  return {
    ...connection,
    list(path, options) {
      const { accept } = options;
      const list = path.replace(/[?&](?:continue|limit)=[^&]*/g, '');
      lists.set(list, [...(lists.get(list) ?? []), { path, ...(accept && { accept }) }]);
      return connection.list(path, options);
    },
  };
}

/** The same pages, as many lists at once as the reader has; what each holds is parsed and thrown away. */
async function download(
  connection: Pick<KubernetesConnection, 'get'>,
  lists: Page[][],
): Promise<void> {
  const waiting = [...lists];
  const worker = async () => {
    for (let list = waiting.shift(); list; list = waiting.shift())
      for (const { path, accept } of list)
        await connection.get(path, { what: `downloading ${path}`, accept });
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

/** What comes is counted and thrown away as it comes. */
function plainly(server: string): Pick<KubernetesConnection, 'get'> {
  const agent = new Agent({ keepAlive: true });
  return {
    async get(path, { accept = 'application/json' }) {
      const headers = { authorization: `Bearer ${token}`, accept, 'accept-encoding': 'gzip' };
      const asked = request(`${server}${path}`, { agent, headers });
      asked.end();
      const [response]: IncomingMessage[] = await once(asked, 'response');
      let bytes = 0;
      for await (const chunk of response ?? []) bytes += chunk.length;
      return bytes;
    },
  };
}

async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
}

/** Resident memory at its highest, over what it was before; what was read is held until the end. */
async function growthOf(act: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let highest = before;
  const look = () => {
    highest = Math.max(highest, process.memoryUsage.rss());
  };
  const watch = setInterval(look, 20);
  const held = await act();
  look();
  clearInterval(watch);
  return held === undefined ? 0 : (highest - before) / 2 ** 20;
}
