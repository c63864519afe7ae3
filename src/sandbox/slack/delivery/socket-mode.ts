/** Socket Mode, Slack's side: https://docs.slack.dev/apis/events-api/using-socket-mode */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Journal } from '../journal.ts';
import type { Outcome, Outgoing } from './outcome.ts';

/** Slack takes no more of one app. */
const maxConnections = 10;
const ticketLifetimeMs = 30_000;
/** Bolt gives up on a connection that was not pinged for 30 s. */
const pingEveryMs = 10_000;
/** How long a client may take to close its side. */
const goodbyeMs = 500;

type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

export interface SocketMode {
  /** A single-use ticket for a connection. */
  ticket(): string;
  /** Takes over an HTTP upgrade to `/link/?ticket=…`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  deliver(outgoing: Outgoing): Promise<Outcome>;
  connections(): number;
  /** Asks every client to reconnect, as Slack does when it recycles a connection. */
  recycle(reason: DisconnectReason): void;
  /** Cuts every connection without a word. */
  drop(): void;
  close(): Promise<void>;
}

interface Options {
  journal: Journal;
  clock: () => number;
  appId: string;
  ackTimeoutMs: number;
  /** How long something waits for a connection when there is none. */
  connectWaitMs: number;
}

interface Pending {
  name: string;
  sentAt: number;
  settle(outcome: Outcome): void;
  late: boolean;
}

export function createSocketMode({
  journal,
  clock,
  appId,
  ackTimeoutMs,
  connectWaitMs,
}: Options): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const pending = new Map<string, Pending>();
  const waiting = new Set<() => void>();
  let connections: WebSocket[] = [];
  let turn = 0;

  function acknowledge(data: string): void {
    const { envelope_id: id, payload } = JSON.parse(data) as {
      envelope_id?: string;
      payload?: unknown;
    };
    const envelope = id ? pending.get(id) : undefined;
    if (!id || !envelope) {
      journal.add({ kind: 'ack', name: 'unknown envelope', envelopeId: id });
      return;
    }
    pending.delete(id);
    const afterMs = clock() - envelope.sentAt;
    journal.add({
      kind: envelope.late ? 'late-ack' : 'ack',
      name: envelope.name,
      envelopeId: id,
      afterMs,
      payload,
    });
    envelope.settle({ ok: true, response: payload });
  }

  function accept(socket: WebSocket): void {
    connections.push(socket);
    journal.add({ kind: 'socket', name: 'connected', connections: connections.length });
    const pings = setInterval(() => socket.ping('slack'), pingEveryMs);
    pings.unref();
    socket.on('message', (data) => {
      try {
        acknowledge(String(data));
      } catch {
        journal.add({ kind: 'socket', name: 'unreadable frame' });
      }
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pings);
      connections = connections.filter((other) => other !== socket);
      journal.add({ kind: 'socket', name: 'disconnected', connections: connections.length });
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connections.length,
        debug_info: { host: 'sandbox', approximate_connection_time: 18_060 },
        connection_info: { app_id: appId },
      }),
    );
    for (const wake of [...waiting]) wake();
  }

  function refuse(socket: WebSocket, reason: DisconnectReason): void {
    socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
    socket.close();
  }

  /** Closes one connection properly; a client that does not answer is cut off. */
  async function sayGoodbye(socket: WebSocket): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => socket.terminate(), goodbyeMs);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.close(1001);
    });
  }

  function open(): WebSocket | undefined {
    const ready = connections.filter((socket) => socket.readyState === socket.OPEN);
    turn += 1;
    return ready[turn % Math.max(1, ready.length)];
  }

  async function connection(): Promise<WebSocket | undefined> {
    const ready = open();
    if (ready) return ready;
    return new Promise((resolve) => {
      function wake(): void {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve(open());
      }
      const timer = setTimeout(wake, connectWaitMs);
      waiting.add(wake);
    });
  }

  async function deliver({ kind, name, payload, retry }: Outgoing): Promise<Outcome> {
    const socket = await connection();
    if (!socket) {
      journal.add({ kind: 'no-ack', name, why: 'no connection' });
      return { ok: false, error: 'dispatch_failed' };
    }
    const envelopeId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const entry: Pending = { name, sentAt: clock(), settle: resolve, late: false };
    pending.set(envelopeId, entry);
    const timer = setTimeout(() => {
      entry.late = true;
      journal.add({ kind: 'no-ack', name, envelopeId, why: `no ack within ${ackTimeoutMs} ms` });
      resolve({ ok: false, error: 'operation_timeout' });
    }, ackTimeoutMs);
    journal.add({ kind: 'delivery', name, via: 'socket', envelopeId, payload, ...retry });
    socket.send(
      JSON.stringify({
        envelope_id: envelopeId,
        type: kind,
        accepts_response_payload: kind !== 'events_api',
        payload,
        ...(kind === 'events_api'
          ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' }
          : {}),
      }),
    );
    const outcome = await promise;
    clearTimeout(timer);
    return outcome;
  }

  return {
    ticket() {
      const ticket = randomBytes(18).toString('base64url');
      tickets.set(ticket, clock());
      return ticket;
    },
    upgrade(request, socket, head) {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const ticket = searchParams.get('ticket') ?? '';
      const issuedAt = tickets.get(ticket);
      tickets.delete(ticket);
      if (
        pathname !== '/link/' ||
        issuedAt === undefined ||
        clock() - issuedAt > ticketLifetimeMs
      ) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (ws) => {
        if (connections.length >= maxConnections) refuse(ws, 'too_many_websockets');
        else accept(ws);
      });
    },
    deliver,
    connections: () => connections.length,
    recycle(reason) {
      journal.add({ kind: 'socket', name: `disconnect: ${reason}` });
      for (const socket of connections)
        socket.send(
          JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }),
        );
    },
    drop() {
      for (const socket of connections) socket.terminate();
    },
    async close() {
      for (const wake of [...waiting]) wake();
      for (const { settle } of pending.values()) settle({ ok: false, error: 'dispatch_failed' });
      await Promise.all(connections.map(sayGoodbye));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
