import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { dataDirectory, type Endpoints } from '@miniatura/local';

/** Starts the laptop's stack in a separate process, as `npm start` does. */
export async function forkStack(folder: string) {
  const child = fork(join(import.meta.dirname, 'stack-in-child.ts'), [folder]);
  const [endpoints] = (await once(child, 'message')) as [Endpoints];
  return {
    endpoints,
    data: dataDirectory(folder),
    /** Returns the processor time that the stack has used so far, in milliseconds. */
    async cpuMs(): Promise<number> {
      child.send('cpu');
      const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
      return (user + system) / 1000;
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
