import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { dataDirectory, type Endpoints } from '@miniatura/local';

/** The laptop's stack in a process of its own, as `npm start` has it. */
export async function forkStack(folder: string) {
  const child = fork(join(import.meta.dirname, 'stack-in-child.ts'), [folder]);
  const [endpoints] = (await once(child, 'message')) as [Endpoints];
  return {
    endpoints,
    data: dataDirectory(folder),
    /** The processor time that the stack has taken so far. */
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
