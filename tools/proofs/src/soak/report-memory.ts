/**
 * Loaded before a program. On request, sends the program's memory usage after garbage collection to
 * the parent process.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Memory outside of V8's heap is freed a few turns after the object that owns it. */
const COLLECTIONS = 4;
const PAUSE_MS = 50;

/** The HTTP servers of the program that have received a request. */
const servers = new Set<Server>();
subscribe('http.server.request.start', (message) => {
  servers.add((message as { readonly server: Server }).server);
});

process.on('message', async () => {
  // Without this, a server closes them after a minute without a request.
  for (const server of servers) server.closeIdleConnections();
  for (let collection = 0; collection < COLLECTIONS; collection += 1) {
    globalThis.gc?.();
    await sleep(PAUSE_MS);
  }
  process.send?.(process.memoryUsage());
});
// The channel to the parent does not keep the program running.
process.channel?.unref();
