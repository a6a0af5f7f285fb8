const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Returns the start of a day at an offset from UTC, in UTC. */
export function startOfDay(day: string, utcOffsetMinutes = 0): string {
  return new Date(startMsOf(day, utcOffsetMinutes)).toISOString();
}

/** Returns the start of the next day at an offset from UTC, in UTC. */
export function endOfDay(day: string, utcOffsetMinutes = 0): string {
  return new Date(startMsOf(day, utcOffsetMinutes) + DAY_MS).toISOString();
}

function startMsOf(day: string, utcOffsetMinutes: number): number {
  return Date.parse(`${day}T00:00:00.000Z`) - utcOffsetMinutes * MINUTE_MS;
}
