import { startEmbeddedPostgres } from '../../src/store/embedded.ts';

/** Starts a server in the folder that is named, says where it is, and waits to be ended. */
const server = await startEmbeddedPostgres({ dir: process.argv[2] ?? '', durable: false });
process.stdout.write(`${server.url}\n`);
process.on('SIGTERM', () => void server.stop());
setInterval(() => {}, 60_000).unref();
process.stdin.resume();
process.stdin.on('end', () => void server.stop());
