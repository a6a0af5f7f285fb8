const DAY_MS = 24 * 60 * 60 * 1000;

/** Returns the start of a UTC day. */
export function startOfDay(day: string): string {
  return `${day}T00:00:00.000Z`;
}

/** Returns the start of the next UTC day. */
export function endOfDay(day: string): string {
  return new Date(Date.parse(startOfDay(day)) + DAY_MS).toISOString();
}
