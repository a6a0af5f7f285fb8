import type { ObjectVersion, VersionsOfKey } from '@miniatura/objects';

/** The objects of a bucket in all versions. */
export interface ObjectVersions {
  readonly bucket: string;
  /** Lists pages in order of key, with all versions of each key. */
  list(prefix: string): AsyncGenerator<readonly VersionsOfKey[]>;
  /** Deletes versions permanently. Deleted and replaced objects are ignored. */
  delete(versions: readonly ObjectVersion[]): Promise<void>;
}

/** The versions to delete. Delete markers are deleted after the objects that they hide. */
export interface DeletionPlan {
  readonly objects: readonly ObjectVersion[];
  readonly markers: readonly ObjectVersion[];
}

/**
 * Plans the deletion of the versions that are due, and of delete markers that are due or hide no
 * object any more.
 */
export function planDeletion(
  keys: readonly VersionsOfKey[],
  isDue: (version: ObjectVersion) => boolean,
): DeletionPlan {
  const plans = keys.map(({ versions }) => {
    const [markers, objects] = split(versions);
    const due = objects.filter(isDue);
    return {
      objects: due,
      markers: due.length === objects.length ? markers : markers.filter(isDue),
    };
  });
  return {
    objects: plans.flatMap(({ objects }) => objects),
    markers: plans.flatMap(({ markers }) => markers),
  };
}

function split(versions: readonly ObjectVersion[]): readonly [ObjectVersion[], ObjectVersion[]] {
  const { markers = [], objects = [] } = Object.groupBy(versions, ({ isDeleteMarker }) =>
    isDeleteMarker ? 'markers' : 'objects',
  );
  return [markers, objects];
}

/**
 * Deletes objects before delete markers, so that no hidden object becomes visible.
 * @returns the number of object versions deleted
 */
export async function executeDeletion(
  bucket: Pick<ObjectVersions, 'delete'>,
  { objects, markers }: DeletionPlan,
): Promise<number> {
  if (objects.length > 0) await bucket.delete(objects);
  if (markers.length > 0) await bucket.delete(markers);
  return objects.length;
}
