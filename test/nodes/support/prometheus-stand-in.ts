/** Answers the one question that is asked of Prometheus, from samples that a test gives. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

interface Sample {
  cluster: string;
  node: string;
  at: Date;
  value: 0 | 1;
  /** As where Prometheus keeps its own label `node`: kured's is `exported_node`. */
  exported?: string;
}

export interface PrometheusStandIn {
  url: string;
  samples: Sample[];
  asked: { url: string; method: string; authorization: string | undefined; query: string }[];
  /** Answered instead of a result. */
  fault: { status: number; body: object | string; location?: string } | null;
  warnings: string[];
}

const newest = (samples: readonly Sample[]) => Math.max(...samples.map(({ at }) => at.getTime()));
const first = (samples: readonly Sample[]) => Math.min(...samples.map(({ at }) => at.getTime()));

const answers = [
  { said: 'LastOne', value: 1, of: newest },
  { said: 'LastZero', value: 0, of: newest },
  { said: 'FirstOne', value: 1, of: first },
];

export async function startPrometheusStandIn(): Promise<PrometheusStandIn> {
  const standIn: PrometheusStandIn = {
    ...{ url: '', samples: [], asked: [], fault: null, warnings: [] },
  };
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const query = form.get('query') ?? '';
    const { url = '', method = '', headers } = request;
    standIn.asked.push({ url, method, authorization: headers.authorization, query });
    const { fault, warnings } = standIn;
    if (fault) {
      response.writeHead(fault.status, fault.location ? { location: fault.location } : {});
      response.end(typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body));
      return;
    }
    const at = Date.parse(form.get('time') ?? '') / 1000;
    const result = resultOf(standIn.samples, query).map(({ metric, value }) => ({
      metric,
      value: [at, String(value / 1000)],
    }));
    const data = { resultType: 'vector', result };
    response.end(JSON.stringify({ status: 'success', data, ...(warnings[0] && { warnings }) }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  });
  standIn.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return standIn;
}

function resultOf(samples: readonly Sample[], query: string) {
  const name = JSON.parse(/\{\w+=("(?:[^"\\]|\\.)*")\}/.exec(query)?.[1] ?? '""');
  const own = samples.filter(({ cluster }) => cluster === name);
  return [...Map.groupBy(own, ({ node }) => node)].flatMap(([node, all]) =>
    answers.flatMap(({ said, value, of }) => {
      const fitting = all.filter((sample) => sample.value === value);
      const exported = all[0]?.exported;
      return fitting.length === 0
        ? []
        : [
            {
              metric: { said, node, ...(exported && { exported_node: exported }) },
              value: of(fitting),
            },
          ];
    }),
  );
}
