/** `/api/<method>`: tokens, scopes, faults and rate limits, then the method itself. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { SlackError } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { Ground } from '../ground.ts';
import type { Fault } from '../protocol.ts';
import type { RateLimits } from '../rate-limits.ts';
import { type Fields, isObject } from '../validation/rules.ts';
import { type Method, readArgs } from './method.ts';

export interface NodeBindings {
  Bindings: { incoming: { socket: { destroy(): void } } };
}

interface Options {
  ground: Ground;
  methods: readonly Method[];
  faults: Faults;
  rateLimits: RateLimits;
}

async function bodyFields(c: Context): Promise<Fields> {
  const type = c.req.header('content-type') ?? '';
  if (type.startsWith('application/json')) {
    const body: unknown = await c.req.json().catch(() => {
      throw new SlackError('invalid_json');
    });
    if (!isObject(body)) throw new SlackError('json_not_object');
    return body;
  }
  const form = type === '' ? {} : await c.req.parseBody();
  return { ...c.req.query(), ...form };
}

function tokenOf(c: Context, fields: Fields): string {
  const header = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  const token = header ?? fields.token;
  if (typeof token !== 'string' || token === '') throw new SlackError('not_authed');
  return token;
}

function checkToken({ tokens }: Ground, method: Method, token: string): void {
  if (token !== tokens.bot && token !== tokens.app) throw new SlackError('invalid_auth');
  const wanted = method.token === 'app' ? tokens.app : tokens.bot;
  if (token !== wanted) throw new SlackError('not_allowed_token_type');
}

function checkScopes({ scopes }: Ground, method: Method): void {
  if (method.scopes.length === 0 || method.scopes.some((scope) => scopes.has(scope))) return;
  throw new SlackError('missing_scope', {
    needed: method.scopes.join(','),
    provided: [...scopes].join(','),
  });
}

function tooMany(c: Context, seconds: number): Response {
  c.header('Retry-After', String(seconds));
  return c.json({ ok: false, error: 'ratelimited' }, 429);
}

/** Answers as the fault says; `undefined` lets the request go on. */
export async function suffer(
  c: Context<NodeBindings>,
  fault: Fault,
): Promise<Response | undefined> {
  switch (fault.kind) {
    case 'slow':
      await sleep(fault.milliseconds ?? 1000);
      return undefined;
    case 'rate-limited':
      return tooMany(c, fault.seconds ?? 1);
    case 'server-error':
      return c.json({ ok: false, error: 'internal_error' }, 500);
    case 'refused':
      return c.json({ ok: false, error: fault.error ?? 'fatal_error' });
    case 'dropped':
      c.env.incoming.socket.destroy();
      return c.body(null);
  }
}

export function webApi({ ground, methods, faults, rateLimits }: Options): Hono<NodeBindings> {
  const byName = new Map(methods.map((method) => [method.name, method]));
  const api = new Hono<NodeBindings>();

  async function answer(name: string, fields: Fields, token: string): Promise<Fields> {
    const method = byName.get(name);
    if (!method) throw new SlackError('unknown_method', { req_method: name });
    checkToken(ground, method, token);
    checkScopes(ground, method);
    const wait = rateLimits.count({ method: name, tier: method.tier });
    if (wait !== undefined) throw new SlackError('ratelimited', { retryAfter: wait });
    return { ok: true, ...(await method.run({ ground, args: readArgs(fields), rateLimits })) };
  }

  api.on(['GET', 'POST'], '/:method', async (c) => {
    const name = c.req.param('method');
    const fault = faults.take(name);
    const broken = fault ? await suffer(c, fault) : undefined;
    if (broken) {
      ground.journal.add({ kind: 'request', name, fault: fault?.kind });
      return broken;
    }
    let fields: Fields = {};
    let result: Fields;
    try {
      fields = await bodyFields(c);
      result = await answer(name, fields, tokenOf(c, fields));
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      result = { ok: false, error: error.code, ...error.details };
    }
    const { token: _, ...args } = fields;
    ground.journal.add({ kind: 'request', name, ok: result.ok, error: result.error, args });
    c.header('x-oauth-scopes', [...ground.scopes].join(','));
    c.header('x-accepted-oauth-scopes', byName.get(name)?.scopes.join(',') ?? '');
    if (result.error === 'ratelimited') return tooMany(c, Number(result.retryAfter));
    return c.json(result);
  });
  return api;
}
