import type { S3Client } from '@aws-sdk/client-s3';
import type { Metadata } from '@miniatura/metadata';

/** Whoever dies goes on with nothing. */
class Crash extends Error {
  override readonly name = 'Crash';
}

/** Clients that die together once the n-th call, from 1, of S3 or of the database is made. */
export function crashAt(
  call: number,
  { s3, metadata }: { readonly s3: S3Client; readonly metadata: Metadata },
) {
  let callCount = 0;
  const step = async <T>(act: () => Promise<T>): Promise<T> => {
    callCount += 1;
    if (callCount > call) throw new Crash();
    const result = await act();
    if (callCount >= call) throw new Crash();
    return result;
  };
  const dying = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get(of, name) {
        const member = Reflect.get(of, name) as unknown;
        if (typeof member !== 'function' || name === 'destroy') return member;
        return (...args: unknown[]) => step(async () => Reflect.apply(member, of, args));
      },
    });
  return { s3: dying(s3), metadata: dying(metadata), hasCrashed: () => callCount >= call };
}
