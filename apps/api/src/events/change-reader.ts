import type { ImageVersion } from '@miniatura/metadata';

/** Reads changes with a greater version, in the order of their versions. */
export type ReadChanges = (afterVersion: number) => Promise<readonly ImageVersion[]>;

export interface NewChanges {
  readonly changes: readonly ImageVersion[];
  /** The version from which to resume. */
  readonly position: number;
}

/**
 * Versions are times at which transactions write, not at which they commit. A change may therefore
 * appear after one with a greater version, but not this much later.
 */
const SETTLED_AFTER_MS = 3000;

/** Returns the position of a reader that starts now, without one to resume from. */
export function positionAt(nowMs: number): number {
  return nowMs - SETTLED_AFTER_MS;
}

/**
 * Returns a function that reads the changes since its last call. The position to resume from follows
 * behind: a reader that resumes may get the changes of the last three seconds again, but misses
 * none.
 */
export function createChangeReader(
  readChanges: ReadChanges,
  start: number,
): (nowMs: number) => Promise<NewChanges> {
  let position = start;
  /** The versions that were returned and are not settled yet, by image. */
  let returned = new Map<string, number>();
  return async (nowMs) => {
    const read = await readChanges(position);
    const changes = read.filter(({ imageId, rowVersion }) => returned.get(imageId) !== rowVersion);
    const settled = read.filter(({ rowVersion }) => rowVersion <= positionAt(nowMs));
    position = settled.at(-1)?.rowVersion ?? position;
    returned = new Map(
      read
        .filter(({ rowVersion }) => rowVersion > position)
        .map(({ imageId, rowVersion }) => [imageId, rowVersion]),
    );
    return { changes, position };
  };
}
