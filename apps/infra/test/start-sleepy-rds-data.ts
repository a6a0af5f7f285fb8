import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** RDS's Data API as far as it is used: it answers the first call that it is waking up. */
export async function startSleepyRdsData() {
  const executed: string[] = [];
  let calls = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      calls += 1;
      if (calls === 1) {
        response.writeHead(400, { 'x-amzn-errortype': 'DatabaseResumingException' });
        response.end(JSON.stringify({ message: 'The Aurora DB instance is resuming' }));
        return;
      }
      executed.push((JSON.parse(body) as { sql: string }).sql);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ numberOfRecordsUpdated: 0 }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    executed,
    endpoint: `http://127.0.0.1:${port}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
}
