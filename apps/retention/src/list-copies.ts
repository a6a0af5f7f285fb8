import type { ObjectVersion, VersionsOfKey } from '@miniatura/objects';
import type { ObjectVersions } from './object-versions.ts';

/** A bucket, and the one in another region that S3 copies it to. */
export interface CopiedBucket {
  readonly source: Pick<ObjectVersions, 'list'>;
  readonly copies: ObjectVersions;
}

/** Some of the copies, each key whole. */
export interface PageOfCopies {
  readonly page: readonly VersionsOfKey[];
  /** Whether the version is still where it was copied from: a copy has the id of its original. */
  readonly isAtSource: (version: ObjectVersion) => boolean;
}

/** Lists copies beside what they are copies of; both listings are in order of key. */
export async function* listCopies({ source, copies }: CopiedBucket): AsyncGenerator<PageOfCopies> {
  const originals = keysInOrder(source);
  let original = await originals.next();
  for await (const page of copies.list('')) {
    const present = new Set<string>();
    for (const { key } of page.toSorted(byKey)) {
      while (original.done !== true && compareKeys(original.value.key, key) < 0) {
        original = await originals.next();
      }
      if (original.done === true || original.value.key !== key) continue;
      for (const version of original.value.versions) present.add(idOf(version));
    }
    yield { page, isAtSource: (version) => present.has(idOf(version)) };
  }
}

async function* keysInOrder({ list }: CopiedBucket['source']): AsyncGenerator<VersionsOfKey> {
  for await (const page of list('')) yield* page.toSorted(byKey);
}

/** In UTF-8, as S3 lists them: UTF-16 has another order. */
const compareKeys = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));

const byKey = (a: VersionsOfKey, b: VersionsOfKey): number => compareKeys(a.key, b.key);

const idOf = ({ key, versionId }: ObjectVersion): string => `${versionId} ${key}`;
