import { randomInt } from 'node:crypto';

/** Up to the year 2109 a millisecond times this is a whole number below 2^53. */
const IDS_PER_MS = 2048;

let lastId = 0;

/**
 * The id of a paid call: the millisecond and a random number, and in one process more than the one
 * before. An automatic key would be used again after the database was restored to a point in time,
 * and a warehouse would take the new call for the old one.
 */
export function newCallId(): number {
  lastId = Math.max(lastId + 1, Date.now() * IDS_PER_MS + randomInt(IDS_PER_MS));
  return lastId;
}
