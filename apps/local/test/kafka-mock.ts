import { spawn, spawnSync } from 'node:child_process';

/** Whether kcat is there, whose library brings a broker of its own. */
export function hasKcat(): boolean {
  return spawnSync('kcat', ['-V']).status === 0;
}

/** Starts the mock broker in librdkafka: it keeps records and offsets in memory, 4 partitions a topic. */
export async function startMockBroker() {
  const args = ['-X', 'test.mock.num.brokers=1', '-P', '-b', 'mock', '-t', 'unused', '-d', 'mock'];
  const child = spawn('kcat', args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const broker = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk;
      const address = /bootstrap\.servers=([\d.:]+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
      output = output.slice(-1000);
    });
    child.once('exit', () => reject(new Error(`kcat ended: ${output}`)));
  });
  return { broker, stop: () => void child.kill('SIGKILL') };
}
