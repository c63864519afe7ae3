import { describe, expect, it } from 'vitest';
import { aHouse, range } from './house.ts';

/** A process that dies, as `kill -9` does: what it was doing stops in the middle, for good. */
class Killed extends Error {}

describe('a worker that is killed', () => {
  it('between the commit of the approval and its enqueue: the sweeper finds the change', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    house.loseNudges(true);
    await house.decide(id);
    house.loseNudges(false);
    expect(house.jobs().filter(({ queue }) => queue === 'changes')).toEqual([]);
    await house.pass(1);
    expect(await house.state(id)).toBe('done');
    expect(house.puts()).toHaveLength(1);
  });

  it('between the intent and the PUT: it is read that nothing was applied, and then sent once', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    const dying = house.process({
      writer: {
        ...house.writer,
        put: async () => {
          throw new Killed();
        },
      },
    });
    await expect(house.run({ worker: dying })).rejects.toThrow(Killed);
    expect((await house.value(id)).state).toBe('applying');
    house.forgetJobs();
    await house.pass(1);
    expect(house.puts()).toEqual([]);
    await house.pass(2);
    expect(await house.state(id)).toBe('done');
    expect(house.puts()).toHaveLength(1);
  });

  it('between the PUT and the record of its answer: exactly one PUT', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    const inner = house.writer;
    const dying = house.process({
      writer: {
        ...inner,
        put: async (...args: Parameters<typeof inner.put>) => {
          await inner.put(...args);
          throw new Killed();
        },
      },
    });
    await expect(house.run({ worker: dying })).rejects.toThrow(Killed);
    house.forgetJobs();
    await house.pass(2);
    expect(await house.state(id)).toBe('done');
    expect(house.puts()).toHaveLength(1);
  });

  it('between apply and verify: another one verifies, with exactly one PUT', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add('4h'));
    // The next job, the one that follows the operation and verifies, is never run by the first.
    await house.run();
    expect((await house.value(id)).state).toBe('applying');
    house.forgetJobs();
    const second = house.process();
    await house.pass(1, { sweep: false });
    await second.sweep();
    await house.run({ untilMs: 60_000, worker: second });
    expect(await house.value(id)).toMatchObject({
      state: 'done',
      openings: [{ range, state: 'open' }],
    });
    expect(house.puts()).toHaveLength(1);
  });

  it('in state verifying: another one ends it, and makes the opening once', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add('4h'));
    await house.run();
    let dead = false;
    const inner = house.reader;
    const dying = house.process({
      reader: {
        ...inner,
        get: async (...args: Parameters<typeof inner.get>) => {
          if ((await house.value(id)).state === 'verifying') dead = true;
          if (dead) throw new Killed();
          return inner.get(...args);
        },
      },
    });
    await expect(house.run({ untilMs: 60_000, worker: dying })).rejects.toThrow(Killed);
    expect((await house.value(id)).state).toBe('verifying');
    await house.pass(1);
    expect((await house.value(id)).openings).toHaveLength(1);
    expect(house.puts()).toHaveLength(1);
  });
});

describe('a sweep while another process is sending', () => {
  it('leaves the row alone, so that the answer can be recorded', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    const inner = house.writer;
    const slow = house.process({
      writer: {
        ...inner,
        put: async (...args: Parameters<typeof inner.put>) => {
          await house.changes.advance(id);
          return inner.put(...args);
        },
      },
    });
    await house.run({ untilMs: 60_000, worker: slow });
    expect(await house.state(id)).toBe('done');
    const { notes } = await house.value(id);
    expect(notes.map(({ text }) => text)).toEqual([
      'Azure has accepted the change and is carrying it out.',
      'Applied; it is read back now.',
    ]);
    expect(house.puts()).toHaveLength(1);
  });
});

describe('two workers', () => {
  it('that race for one change send one PUT', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add('4h'));
    const workers = [house.changes, house.process(), house.process()];
    for (let round = 0; round < 8; round++) {
      await Promise.all(workers.map((worker) => worker.advance(id)));
      await house.pass(0.2, { sweep: false });
    }
    expect(await house.value(id)).toMatchObject({ state: 'done', openings: [{ range }] });
    expect(house.puts()).toHaveLength(1);
  });

  it('that plan one change ask once', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add(), { plan: false });
    await Promise.all([house.changes.plan(id), house.process().plan(id)]);
    expect((await house.value(id)).state).toBe('waiting');
    const opened = (await house.trail()).filter((kind) => kind === 'approval.opened');
    expect(opened).toHaveLength(1);
  });

  it('that sweep at once begin the end of an opening once', async () => {
    const house = await aHouse();
    await house.approved(house.add('30m'));
    await house.pass(29);
    const second = house.process();
    await house.pass(2, { sweep: false });
    await Promise.allSettled([house.changes.sweep(), second.sweep(), house.changes.sweep()]);
    await house.pass(2);
    expect(house.list()).not.toContain(range);
    expect((await house.trail()).filter((kind) => kind === 'opening.closing')).toHaveLength(1);
    expect(house.puts()).toHaveLength(2);
  });
});
