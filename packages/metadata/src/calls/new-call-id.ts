import { randomInt } from 'node:crypto';

/** Until the year 2109, a millisecond times this is a whole number below 2^53. */
const IDS_PER_MS = 2048;

let lastId = 0;

/**
 * Creates the id of a paid call from the millisecond and a random number. Within a process ids
 * increase. An automatic key would be reused after the database was restored to a point in time,
 * and a warehouse would mistake the new call for the old one.
 */
export function newCallId(): number {
  lastId = Math.max(lastId + 1, Date.now() * IDS_PER_MS + randomInt(IDS_PER_MS));
  return lastId;
}
