import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { expect, test } from 'vitest';
import { pacing } from '../../src/azure/pacing.ts';

test('however many queries are asked at once, no half minute has more than two hundred', async () => {
  let now = 0;
  const time = {
    now: () => now,
    async sleep(milliseconds: number) {
      now += milliseconds;
    },
  };
  const policy = pacing({ time });
  const url = (workspace: number) =>
    `https://api.loganalytics.io/v1/workspaces/00000000-0000-0000-0000-00000000000${workspace}/query`;
  const sentAt: number[] = [];
  for (let index = 0; index < 500; index++)
    // Counted for the identity, not for the workspace.
    await policy.sendRequest(createPipelineRequest({ url: url(index % 3) }), async (request) => {
      sentAt.push(time.now());
      return { request, status: 200, headers: createHttpHeaders() };
    });
  const most = Math.max(
    ...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 30_000).length),
  );
  expect(most).toBeLessThanOrEqual(200);
  expect(most).toBeGreaterThan(150);
});
