import type { ObjectVersion, VersionsOfKey } from '@miniatura/objects';

/** The objects of a bucket, in all versions. */
export interface ObjectVersions {
  readonly bucket: string;
  /** Page by page in order of key, each key whole. */
  list(prefix: string): AsyncGenerator<readonly VersionsOfKey[]>;
  /** Deletes for good; what is gone, or is another object by now, is as good as deleted. */
  delete(versions: readonly ObjectVersion[]): Promise<void>;
}

/** What of some keys is to go; delete markers after the objects that they hide. */
export interface Doomed {
  readonly objects: readonly ObjectVersion[];
  readonly markers: readonly ObjectVersion[];
}

/**
 * What of these keys is to go: the versions that `isDue` names, and delete markers that are due or
 * hide nothing any more.
 */
export function doomedOf(
  keys: readonly VersionsOfKey[],
  isDue: (version: ObjectVersion) => boolean,
): Doomed {
  const doomed = keys.map(({ versions }) => {
    const [markers, objects] = split(versions);
    const due = objects.filter(isDue);
    return {
      objects: due,
      markers: due.length === objects.length ? markers : markers.filter(isDue),
    };
  });
  return {
    objects: doomed.flatMap(({ objects }) => objects),
    markers: doomed.flatMap(({ markers }) => markers),
  };
}

function split(versions: readonly ObjectVersion[]): readonly [ObjectVersion[], ObjectVersion[]] {
  const { markers = [], objects = [] } = Object.groupBy(versions, ({ isDeleteMarker }) =>
    isDeleteMarker ? 'markers' : 'objects',
  );
  return [markers, objects];
}

/**
 * Deletes in an order that never brings an object back to light.
 * @returns how many objects, of any version, were deleted
 */
export async function deleteDoomed(
  bucket: Pick<ObjectVersions, 'delete'>,
  { objects, markers }: Doomed,
): Promise<number> {
  if (objects.length > 0) await bucket.delete(objects);
  if (markers.length > 0) await bucket.delete(markers);
  return objects.length;
}
