import { expect, it } from 'vitest';
import { keepWorkflowApproval } from '../../src/store/workflow-approvals.ts';
import { askedOf } from '../../src/workflows/approval.ts';
import { type Workflow, workflowSchema } from '../../src/workflows/schema.ts';
import { aHouse, ana, type House, ngozi, wei } from './house.ts';

function workflow(approval: object): Workflow {
  return workflowSchema.parse({
    ...{ name: 'posture-daily', description: 'd', on: {}, clusters: 'all', run: 'posture' },
    ...{ offer: ['authorized-ip-ranges'], approval },
  });
}

/** A change that the report of such a workflow offered. */
async function offered(house: House, approval: object, more: object = {}): Promise<string> {
  const asked = askedOf(workflow(approval));
  if (!asked) throw new Error('nothing is asked');
  await keepWorkflowApproval(house.db, { ...asked, workflow: 'posture-daily' });
  const outcome = await house.changes.propose({
    ...{ action: 'authorized-ip-ranges', clusterId: house.idOf('aks-prod-weu') },
    ...{ params: house.add(), requester: ana, reason: 'a finding' },
    askedFrom: { workflow: 'posture-daily', hash: asked.hash },
    ...more,
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run();
  return outcome.changeId;
}

it('asks for as many people as the stricter of both, and expires by the shorter', async () => {
  const house = await aHouse();
  const id = await offered(house, { need: 2, expires: '1h' });
  expect(await house.value(id)).toMatchObject({
    ...{ askedFrom: 'posture-daily', approval: { need: 2 } },
    expiresAt: '2026-11-23T11:00:00.000Z',
  });
  expect(await house.decide(id)).toMatchObject({ kind: 'counted' });
  expect(await house.decide(id, { person: ngozi })).toMatchObject({ kind: 'approved' });
  await house.run({ untilMs: 60_000 });
  expect(await house.state(id)).toBe('done');
});

it('never asks for less', async () => {
  const house = await aHouse();
  house.rights.text = house.rights.text.replace(
    'approvers: { groups: [aks-approvers] }\n    expires: 4h',
    'need: 2\n    approvers: { groups: [aks-approvers] }\n    expires: 4h',
  );
  const id = await offered(house, { need: 1, expires: '3d' });
  expect(await house.value(id)).toMatchObject({
    ...{ approval: { need: 2 }, expiresAt: '2026-11-23T14:00:00.000Z' },
  });
});

it('wants approvers to be in its groups as well, when they decide and again when it is applied', async () => {
  const house = await aHouse();
  const id = await offered(house, { groups: ['aks-leads'] });
  const { planHash } = await house.value(id);
  const decide = (groups: string[]) =>
    house.changes.decide({
      ...{ changeId: id, person: wei, decision: 'approve', planHash: planHash ?? '' },
      membership: {
        groups: groups.map((handle) => ({ id: `S0${handle}`, handle })),
        readAt: house.clock().toISOString(),
      },
    });
  expect(await decide(['aks-approvers'])).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('@aks-approvers, who have to be among @aks-leads too'),
  });
  expect(await decide(['aks-approvers', 'aks-leads'])).toMatchObject({ kind: 'approved' });
  // The request is not believed: whoever writes into it gains nothing.
  await house.db.query(`update drawbridge.approval_request set policy = policy - 'also'`);
  await house.db.query(
    `update drawbridge.decision set evidence = '{"groups": [{"id": "S0", "handle": "aks-approvers"}], "readAt": "${house.clock().toISOString()}"}'`,
  );
  await house.run({ untilMs: 60_000 });
  expect(await house.state(id)).toBe('failed: approval-not-proved');
});

it('wants a reason where it says so', async () => {
  const house = await aHouse();
  await expect(offered(house, { reason: 'required' }, { reason: '' })).rejects.toThrow(
    'a reason is needed',
  );
});

it('holds by what the file said when the report was made, and refuses where that is gone', async () => {
  const house = await aHouse();
  const id = await offered(house, { need: 2 });
  await house.db.query(
    `update drawbridge.workflow_approval set approval = '{"need": 1, "freezes": []}'`,
  );
  await expect(house.decide(id)).rejects.toThrow('is not what it was');
  expect(house.puts()).toEqual([]);
});

it('applies nothing in its own freeze windows, and other changes all the same', async () => {
  const house = await aHouse();
  const freezes = [
    { from: '2026-11-23 09:00', to: '2026-11-23 12:00', reason: 'no findings before noon' },
  ];
  const id = await offered(house, { freezes });
  expect(await house.value(id)).toMatchObject({ frozen: { reason: 'no findings before noon' } });
  expect(await house.decide(id)).toMatchObject({ kind: 'approved', waits: true });
  await house.pass(60);
  expect(house.puts()).toEqual([]);
  await house.pass(70);
  expect(await house.state(id)).toBe('done');
});
