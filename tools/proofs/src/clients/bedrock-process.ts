import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPORT_MEMORY } from '../soak/stack-process.ts';

const BIN = join(
  dirname(fileURLToPath(import.meta.resolve('@miniatura/local-bedrock/package.json'))),
  'src/bin/local-bedrock.ts',
);

export interface BedrockProcess extends AsyncDisposable {
  readonly endpoint: string;
  readonly child: ChildProcess;
}

/**
 * Starts local-bedrock separately, because the stack starts it only on request and for its own use.
 */
export async function startBedrockProcess(): Promise<BedrockProcess> {
  const args = ['--expose-gc', '--import', REPORT_MEMORY, BIN, '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const [line] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  return {
    endpoint: String(line).trim(),
    child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
