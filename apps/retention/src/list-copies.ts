import type { ObjectVersion, VersionsOfKey } from '@miniatura/objects';
import type { ObjectVersions } from './object-versions.ts';

/** A bucket and the bucket in another region to which S3 replicates it. */
export interface CopiedBucket {
  readonly source: Pick<ObjectVersions, 'list'>;
  readonly copies: ObjectVersions;
}

/** Some copies, with all versions of each key. */
export interface PageOfCopies {
  readonly page: readonly VersionsOfKey[];
  /**
   * Returns true if the source still has this version: a copy has the version id of its original.
   */
  readonly isAtSource: (version: ObjectVersion) => boolean;
}

/** Lists copies together with their originals. Both listings are ordered by key. */
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

/** Compares keys in UTF-8, the order of S3's listings. UTF-16 has another order. */
function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const byKey = (a: VersionsOfKey, b: VersionsOfKey): number => compareKeys(a.key, b.key);

const idOf = ({ key, versionId }: ObjectVersion): string => `${versionId} ${key}`;
