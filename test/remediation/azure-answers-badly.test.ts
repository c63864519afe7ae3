import { describe, expect, it } from 'vitest';
import { aHouse, ana, ngozi, range } from './house.ts';

const put = { method: 'PUT', path: '/managedClusters/aks-prod-weu' };

describe('a cluster that changed after the approval', () => {
  it('is planned again and shown again, never overwritten', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    const theirs = [...house.list(), '203.0.113.200/32'];
    house.setList(theirs);
    await house.run();
    const again = await house.value(id);
    expect(again).toMatchObject({ state: 'waiting', problem: { code: 'planned-again' } });
    expect(again.problem?.message).toMatch(
      /authorizedIPRanges was .* and is now .*203.0.113.200\/32/,
    );
    expect(again.approval?.decisions).toEqual([]);
    expect(house.puts()).toEqual([]);
    const cards = (await house.outgoing()).filter(
      ({ view, target }) => view === 'change-card' && target.kind === 'channel',
    );
    expect(cards).toHaveLength(2);

    expect((await house.decide(id, { person: ngozi })).kind).toBe('approved');
    await house.pass(1);
    expect(await house.state(id)).toBe('done');
    expect(house.list()).toEqual([...theirs, range]);
  });

  it('goes on under the fresh etag when what moved does not touch the plan', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    const { plan } = await house.value(id);
    house.azure.meddle('aks-prod-weu', {
      change: 'set',
      path: 'tags',
      value: { env: 'prod', owner: 'new' },
    });
    await house.pass(1);
    expect(await house.state(id)).toBe('done');
    expect(house.puts()).toHaveLength(1);
    expect(house.puts()[0]?.ifMatch).not.toBe(plan?.etag);
    expect(house.puts()[0]?.body.tags).toEqual({ env: 'prod', owner: 'new' });
  });

  it('between reading and writing is refused by Azure (412), read again and asked again', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    const inner = house.writer;
    const meddling = house.process({
      writer: {
        ...inner,
        put: async (...args: Parameters<typeof inner.put>) => {
          if (house.puts().length === 0) house.setList([...house.list(), '203.0.113.200/32']);
          return inner.put(...args);
        },
      },
    });
    await house.run({ untilMs: 60_000, worker: meddling });
    expect(house.puts()).toMatchObject([{ status: 412 }]);
    expect(await house.state(id)).toBe('waiting: planned-again');
    expect(house.list()).not.toContain(range);
  });

  it('that made the change impossible is refused', async () => {
    const house = await aHouse();
    const id = await house.approved({ operation: 'remove', ranges: ['198.51.100.16/28'] });
    house.setList(['203.0.113.0/26']);
    await house.pass(1);
    expect(await house.state(id)).toBe('refused: params');
  });
});

describe('node pools', () => {
  it('that an autoscaler is scaling stop the write, and it goes on when the numbers agree', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.azure.meddle('aks-prod-weu', { change: 'scale', pool: 'apps', count: 9, unseen: true });
    await house.pass(3);
    expect(house.puts()).toEqual([]);
    const waiting = await house.value(id);
    expect(waiting.state).toBe('approved');
    expect(await house.trail()).not.toContain('change.applying');
    expect(
      waiting.notes.filter(({ text }) =>
        /apps is being scaled: the cluster says 6, the pool itself 9/.test(text),
      ),
    ).toHaveLength(1);
    house.azure.meddle('aks-prod-weu', { change: 'scale', pool: 'apps', count: 9 });
    await house.pass(2);
    expect(await house.state(id)).toBe('done');
    const pools = house.puts()[0]?.body.properties.agentPoolProfiles;
    expect(pools.find(({ name }: { name: string }) => name === 'apps').count).toBe(9);
  });

  it('whose numbers never agree end the change after a while: nothing is ever written', async () => {
    const house = await aHouse();
    const cluster = 'aks-data-prod-neu';
    const id = await house.approved(house.add(), { cluster });
    await house.pass(25);
    expect(await house.value(id)).toMatchObject({
      state: 'failed',
      problem: {
        code: 'pool-scaling',
        message: expect.stringMatching(/spark.*the cluster says 3, the pool itself 11/),
      },
    });
    expect(house.puts(cluster)).toEqual([]);
  });

  it('that move between the plan and the write are seen just before it', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    let reads = 0;
    const inner = house.reader;
    const worker = house.process({
      reader: {
        ...inner,
        list: async (...args: Parameters<typeof inner.list>) => {
          reads += 1;
          if (reads === 2)
            house.azure.meddle('aks-prod-weu', { change: 'scale', pool: 'apps', count: 7 });
          return inner.list(...args);
        },
      },
    });
    await house.run({ worker });
    expect(reads).toBe(2);
    expect(house.puts()).toEqual([]);
    expect(await house.state(id)).toBe('approved');
    await house.pass(2);
    expect(await house.state(id)).toBe('done');
    expect(house.puts()).toHaveLength(1);
  });
});

describe('Azure answers', () => {
  it('409 while another operation runs: waits for its end', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.azure.faults.add({
      match: put,
      kind: 'status',
      status: 409,
      code: 'OperationNotAllowed',
      message: 'Another operation (Upgrading) is in progress',
    });
    await house.pass(0.75);
    expect(house.puts()).toHaveLength(1);
    await house.pass(2);
    expect(await house.state(id)).toBe('done');
    expect(house.puts().map(({ status }) => status)).toEqual([409, 200]);
    expect((await house.value(id)).notes.map(({ text }) => text).join('\n')).toMatch(
      /Azure is busy with another operation/,
    );
  });

  it('leaves no step out of the trail, although the same words are not said twice', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.azure.faults.add({
      ...{ match: put, kind: 'status', status: 409, code: 'OperationNotAllowed', times: 2 },
      message: 'Another operation (Upgrading) is in progress',
    });
    await house.pass(4);
    expect(await house.state(id)).toBe('done');
    const steps = (await house.trailEntries()).filter(({ subject }) => subject.changeId === id);
    // Each entry goes on from the state that the one before led to.
    const from = steps.flatMap(({ data }) => (data?.from ? [data.from] : []));
    expect(from.join(' ')).toMatch(
      /^planning waiting approved (?:applying approved ){2}(?:applying )+verifying$/,
    );
  });

  it('waits while the cluster itself says that an operation runs, without a PUT', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.azure.meddle('aks-prod-weu', { change: 'start-operation', kind: 'Upgrading' });
    await house.pass(5);
    expect(house.puts()).toEqual([]);
    house.azure.meddle('aks-prod-weu', { change: 'end-operation' });
    await house.pass(2);
    expect(await house.state(id)).toBe('done');
  });

  it('that it is busy until the approval is too old: the change expires, and nothing is written', async () => {
    const house = await aHouse();
    house.rights.text = house.rights.text.replace('expires: 4h', 'expires: 20m');
    const id = await house.approved(house.add());
    house.azure.meddle('aks-prod-weu', { change: 'start-operation', kind: 'Upgrading' });
    await house.pass(22);
    expect(await house.value(id)).toMatchObject({
      state: 'expired',
      problem: { message: expect.stringMatching(/while the approval was good/) },
    });
    expect(house.puts()).toEqual([]);
  });

  it('429: waits as long as Azure asks', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.azure.faults.add({ match: put, kind: 'throttled', retryAfterSeconds: 120 });
    await house.pass(1.9);
    expect(house.puts()).toHaveLength(1);
    expect(await house.state(id)).toBe('approved');
    await house.pass(1);
    expect(await house.state(id)).toBe('done');
    expect(house.puts().map(({ status }) => status)).toEqual([429, 200]);
  });

  it('500 and nothing happened: reads, finds the old etag, and tries again', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.azure.faults.add({ match: put, kind: 'server-error' });
    await house.pass(3);
    expect(await house.state(id)).toBe('done');
    expect(house.puts().map(({ status }) => status)).toEqual([500, 200]);
  });

  it('500 although it was applied: reads it there, and never sends it again', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.azure.faults.add({ match: put, kind: 'server-error', phase: 'after' });
    await house.pass(3);
    expect(await house.state(id)).toBe('done');
    expect(house.puts()).toHaveLength(1);
    expect(house.list()).toContain(range);
  });

  it('not at all, although it was applied: reads it there, and never sends it again', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.azure.faults.add({ match: put, kind: 'dropped', phase: 'after' });
    await house.pass(3);
    expect(await house.state(id)).toBe('done');
    expect(house.puts()).toHaveLength(1);
  });

  it('403: ends with Azure’s words', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.azure.faults.add({
      match: put,
      kind: 'status',
      status: 403,
      code: 'AuthorizationFailed',
      message: 'does not have authorization',
    });
    await house.pass(1);
    expect(await house.value(id)).toMatchObject({
      state: 'failed',
      problem: { message: expect.stringMatching(/does not have authorization/) },
    });
    expect(house.puts()).toHaveLength(1);
  });

  it('that the operation failed: ends with Azure’s words', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add('4h'));
    house.azure.faults.add({
      match: put,
      kind: 'operation-failed',
      code: 'QuotaExceeded',
      message: 'No quota is left.',
    });
    await house.pass(1);
    const failed = await house.value(id);
    expect(failed).toMatchObject({
      state: 'failed',
      problem: {
        code: 'operation-failed',
        message: expect.stringMatching(/QuotaExceeded: No quota is left/),
      },
    });
    // The stand-in, like Azure, may keep the new list all the same: then its end is kept track of too.
    expect(failed.openings.map((opening) => opening.range)).toEqual(
      house.list().filter((each) => each === range),
    );
  });

  it('nothing for a while, when the cluster is to be read: tries again', async () => {
    const house = await aHouse();
    house.azure.faults.add({
      match: { method: 'GET', path: '/managedClusters/aks-prod-weu' },
      kind: 'server-error',
      times: 3,
    });
    const id = await house.ask(house.add());
    expect((await house.value(id)).state).toBe('planning');
    await house.pass(2);
    expect((await house.value(id)).state).toBe('waiting');
  });
});

describe('an outcome that cannot be told', () => {
  async function unknown() {
    const house = await aHouse();
    const id = await house.approved(house.add('4h'));
    const inner = house.writer;
    const worker = house.process({
      writer: {
        ...inner,
        put: async (...args: Parameters<typeof inner.put>) => {
          house.azure.faults.add({ match: put, kind: 'dropped', phase: 'after' });
          try {
            return await inner.put(...args);
          } finally {
            // Somebody else writes another list over it before anybody has looked.
            house.azure.meddle('aks-prod-weu', { change: 'end-operation' });
            house.setList(['203.0.113.0/26']);
          }
        },
      },
    });
    await house.run({ worker });
    await house.pass(1);
    return { house, id };
  }

  it('is said, and nothing more is sent', async () => {
    const { house, id } = await unknown();
    expect(await house.value(id)).toMatchObject({
      state: 'outcome-unknown',
      can: { settle: true },
    });
    await house.pass(10);
    expect(house.puts()).toHaveLength(1);
    expect(
      (
        await house.changes.propose({
          action: 'authorized-ip-ranges',
          clusterId: house.idOf('aks-prod-weu'),
          params: house.add(),
          requester: ngozi,
        })
      ).kind,
    ).toBe('busy');
  });

  it.each(['done', 'failed'] as const)('is settled by a person as %s', async (outcome) => {
    const { house, id } = await unknown();
    // Whoever wants the range could say that it is not there, and it would never be taken back.
    const own = await house.changes.settle({ changeId: id, person: ana, outcome });
    expect(own).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('somebody else'),
    });
    expect((await house.changes.settle({ changeId: id, person: ngozi, outcome })).kind).toBe(
      'settled',
    );
    const value = await house.value(id);
    expect(value.state).toBe(outcome);
    expect(value.openings).toHaveLength(outcome === 'done' ? 1 : 0);
    expect((await house.changes.settle({ changeId: id, person: ngozi, outcome })).kind).toBe(
      'refused',
    );
    expect(await house.trail()).toContain('change.settled');
  });
});

describe('verification', () => {
  it('fails when something else moved with the write, and the opening is closed in time all the same', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add('4h'));
    const inner = house.writer;
    const worker = house.process({
      writer: {
        ...inner,
        put: async (...args: Parameters<typeof inner.put>) => {
          const answer = await inner.put(...args);
          house.azure.meddle('aks-prod-weu', {
            change: 'set',
            path: 'properties.disableLocalAccounts',
            value: true,
          });
          return answer;
        },
      },
    });
    await house.run({ untilMs: 60_000, worker });
    expect(await house.value(id)).toMatchObject({
      state: 'failed',
      problem: {
        code: 'moved-elsewhere',
        message: expect.stringMatching(/properties.disableLocalAccounts/),
      },
      openings: [{ range, state: 'open' }],
      can: { rollback: true },
    });
    await house.pass(241);
    expect(house.list()).not.toContain(range);
  });

  it('fails when the new value did not stay', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    const inner = house.writer;
    const worker = house.process({
      writer: {
        ...inner,
        put: async (...args: Parameters<typeof inner.put>) => {
          const answer = await inner.put(...args);
          house.setList(['203.0.113.0/26']);
          return answer;
        },
      },
    });
    await house.run({ untilMs: 60_000, worker });
    expect(await house.state(id)).toBe('failed: not-there');
  });
});
