import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';

function findAwsCli(): string | undefined {
  try {
    return execFileSync('aws', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const version = findAwsCli();
if (version === undefined) console.log('skipped: the AWS CLI is not installed');

const redshift = sharedRedshift();

test.runIf(version !== undefined)(
  'the AWS CLI runs, describes, reads and lists',
  { timeout: 120_000 },
  async () => {
    const { protocol, hostname, port } = await redshift().sdk.config.endpoint!();
    const aws = async (...args: string[]): Promise<Record<string, unknown>> => {
      const { stdout } = await promisify(execFile)(
        'aws',
        [
          'redshift-data',
          ...args,
          '--endpoint-url',
          `${protocol}//${hostname}:${port}`,
          '--output',
          'json',
        ],
        {
          env: {
            ...process.env,
            AWS_ACCESS_KEY_ID: 'any',
            AWS_SECRET_ACCESS_KEY: 'any',
            AWS_DEFAULT_REGION: 'us-east-1',
          },
        },
      );
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    const target = ['--workgroup-name', 'analytics', '--database', 'dev'];
    const { Id } = (await aws(
      'execute-statement',
      ...target,
      '--sql',
      'SELECT :n::INT AS n',
      '--parameters',
      'name=n,value=42',
    )) as { Id: string };
    await expect
      .poll(async () => (await aws('describe-statement', '--id', Id))['Status'], {
        timeout: 60_000,
      })
      .toBe('FINISHED');
    expect(await aws('get-statement-result', '--id', Id)).toMatchObject({
      Records: [[{ longValue: 42 }]],
      TotalNumRows: 1,
    });
    expect(await aws('list-schemas', ...target)).toMatchObject({
      Schemas: expect.arrayContaining(['public']),
    });
    const unknownId = Id.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    await expect(aws('describe-statement', '--id', unknownId)).rejects.toThrow(
      'ResourceNotFoundException',
    );
  },
);
