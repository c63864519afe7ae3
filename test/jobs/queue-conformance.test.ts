/** What the rest of the program relies on, the same for both backends of the queue. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Jobs, startJobs } from '../../src/jobs/runtime.ts';
import { type Backend, backends, eventually, quick, silent } from './support.ts';

for (const { name, available, start } of backends) {
  describe.skipIf(!available)(`the queue on ${name}`, () => {
    let backend: Backend;
    const open: Jobs[] = [];

    beforeEach(async () => {
      backend = await start();
    });
    afterEach(async () => {
      await Promise.all(open.splice(0).map((jobs) => jobs.close()));
      await backend.stop();
    });

    async function jobsOf(...roles: ('bot' | 'worker' | 'changer')[]): Promise<Jobs> {
      const jobs = await startJobs({ ...backend, roles, logger: silent, timing: quick });
      open.push(jobs);
      return jobs;
    }

    test('a nudge reaches the processor of its queue, with the id alone', async () => {
      const jobs = await jobsOf('bot', 'worker', 'changer');
      const seen: string[] = [];
      await jobs.run({
        outgoing: async (id) => void seen.push(`outgoing ${id}`),
        posture: async (id) => void seen.push(`posture ${id}`),
        changes: async (id) => void seen.push(`changes ${id}`),
      });
      await jobs.nudge('outgoing', 'a');
      await jobs.nudge('posture', 'b');
      await jobs.nudge('changes', 'c');
      await eventually(
        () => seen,
        (all) => all.length === 3,
      );
      expect(seen.sort()).toEqual(['changes c', 'outgoing a', 'posture b']);
    });

    test('a delayed nudge comes later, and not before', async () => {
      const jobs = await jobsOf('bot');
      const seen: number[] = [];
      await jobs.run({ outgoing: async () => void seen.push(Date.now()) });
      const asked = Date.now();
      await jobs.nudge('outgoing', 'a', 600);
      await eventually(
        () => seen,
        (all) => all.length === 1,
      );
      expect((seen[0] ?? 0) - asked).toBeGreaterThanOrEqual(590);
    });

    test('a job that throws runs again', async () => {
      const jobs = await jobsOf('bot');
      let runs = 0;
      await jobs.run({
        outgoing: async () => {
          runs += 1;
          if (runs < 3) throw new Error('not yet');
        },
      });
      await jobs.nudge('outgoing', 'a');
      await eventually(
        () => runs,
        (count) => count === 3,
      );
    });

    test('a processor that puts its row off is asked again', async () => {
      const jobs = await jobsOf('bot');
      let runs = 0;
      await jobs.run({
        outgoing: async () => {
          runs += 1;
          return runs === 1 ? { againInMs: 100 } : undefined;
        },
      });
      await jobs.nudge('outgoing', 'a');
      await eventually(
        () => runs,
        (count) => count === 2,
      );
    });

    test('a nudge that comes while the same row is worked on is kept', async () => {
      const jobs = await jobsOf('bot');
      let runs = 0;
      let goOn = () => {};
      const held = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      await jobs.run({
        outgoing: async () => {
          runs += 1;
          if (runs === 1) await held;
        },
      });
      await jobs.nudge('outgoing', 'a');
      await eventually(
        () => runs,
        (count) => count === 1,
      );
      await jobs.nudge('outgoing', 'a');
      goOn();
      await eventually(
        () => runs,
        (count) => count === 2,
      );
    });

    test('of two workers, one gets each nudge', async () => {
      const [one, two] = [await jobsOf('bot'), await jobsOf('bot')];
      const seen: string[] = [];
      const processors = { outgoing: async (id: string) => void seen.push(id) };
      await Promise.all([one.run(processors), two.run(processors)]);
      const ids = Array.from({ length: 30 }, (_, index) => `row-${index}`);
      await Promise.all(ids.map((id) => one.nudge('outgoing', id)));
      await eventually(
        () => seen.length,
        (count) => count >= 30,
      );
      expect([...seen].sort()).toEqual([...ids].sort());
    });

    test('a process works on the queues of its roles alone', async () => {
      const bot = await jobsOf('bot');
      const seen: string[] = [];
      const processors = {
        outgoing: async () => void seen.push('outgoing'),
        changes: async () => void seen.push('changes'),
      };
      await bot.run(processors);
      await bot.nudge('changes', 'a');
      await bot.nudge('outgoing', 'b');
      await eventually(
        () => seen,
        (all) => all.includes('outgoing'),
      );
      expect(seen).toEqual(['outgoing']);
      const changer = await jobsOf('changer');
      await changer.run(processors);
      await eventually(
        () => seen,
        (all) => all.includes('changes'),
      );
    });

    test('what happens by the clock happens once, however many workers there are', async () => {
      const seen: string[] = [];
      for (const count of [1, 2, 3]) {
        const timing = { ...quick, sweepEvery: 400 };
        const jobs = await startJobs({ ...backend, roles: ['worker'], logger: silent, timing });
        open.push(jobs);
        await jobs.run({ sweep: async (id) => void seen.push(id) });
        expect(open).toHaveLength(count);
      }
      seen.length = 0;
      const began = Date.now();
      const due = () => seen.filter((id) => id === 'due').length;
      await eventually(due, (count) => count >= 5);
      // One for each time, and perhaps one at either end; three workers by themselves would bring three each.
      expect(due()).toBeLessThanOrEqual((Date.now() - began) / 400 + 2);
    });

    test('a schedule nudges once for each time, and only as long as it is planned', async () => {
      const plan = (id: string) => [{ id, pattern: '* * * * * *', tz: 'UTC', nudge: id }];
      const seen: string[] = [];
      const workers = [await jobsOf('worker'), await jobsOf('worker')];
      for (const jobs of workers) await jobs.run({ workflows: async (id) => void seen.push(id) });
      const began = Date.now();
      // Every worker says it when it starts, and again whenever the files change.
      for (const jobs of [...workers, ...workers]) await jobs.schedule('workflows', plan('one'));
      await eventually(
        () => seen.length,
        (count) => count >= 3,
      );
      // A second each, and perhaps one at either end.
      expect(seen.length).toBeLessThanOrEqual((Date.now() - began) / 1_000 + 2);
      await workers[0]?.schedule('workflows', plan('two'));
      await eventually(
        () => seen,
        (all) => all.includes('two'),
      );
      // One that was on its way may still come; were both planned, they would take turns.
      await eventually(
        () => seen.slice(-4),
        (last) => last.every((id) => id === 'two'),
      );
      await workers[1]?.schedule('workflows', []);
      await eventually(
        async () => {
          seen.length = 0;
          await new Promise((resolve) => setTimeout(resolve, 2_000));
          return seen.length;
        },
        (count) => count === 0,
      );
    });

    test('closing waits for the job that runs', async () => {
      const jobs = await startJobs({ ...backend, roles: ['bot'], logger: silent, timing: quick });
      let state = 'waiting';
      await jobs.run({
        outgoing: async () => {
          state = 'running';
          await new Promise((resolve) => setTimeout(resolve, 300));
          state = 'done';
        },
      });
      await jobs.nudge('outgoing', 'a');
      await eventually(
        () => state,
        (now) => now === 'running',
      );
      await jobs.close();
      expect(state).toBe('done');
    });
  });
}
