const DAY_MS = 24 * 60 * 60 * 1000;

/** The moment at which a UTC day begins. */
export function startOfDay(day: string): string {
  return `${day}T00:00:00.000Z`;
}

/** The moment at which the next UTC day begins. */
export function endOfDay(day: string): string {
  return new Date(Date.parse(startOfDay(day)) + DAY_MS).toISOString();
}
