import type { S3Client } from '@aws-sdk/client-s3';
import type { Metadata } from '@miniatura/metadata';
import { Crash, interceptCalls } from '@miniatura/test-support/intercept-calls';

/** Clients that crash together once the n-th call, from 1, of S3 or of the database is made. */
export function crashAt(
  call: number,
  { s3, metadata }: { readonly s3: S3Client; readonly metadata: Metadata },
) {
  let callCount = 0;
  const step = async (proceed: () => unknown): Promise<unknown> => {
    callCount += 1;
    if (callCount > call) throw new Crash();
    const result = await proceed();
    if (callCount >= call) throw new Crash();
    return result;
  };
  const crashing = <Target extends object>(target: Target): Target =>
    interceptCalls(target, (method, _inputs, proceed) =>
      method === 'destroy' ? proceed() : step(proceed),
    );
  return { s3: crashing(s3), metadata: crashing(metadata), hasCrashed: () => callCount >= call };
}
