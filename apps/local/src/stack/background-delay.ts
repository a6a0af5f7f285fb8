/**
 * The delay after the start, in milliseconds, of work that nobody waits for: opening the warehouse,
 * its loads and the purges. Opening a new warehouse takes both cores for seconds, in which the page
 * would load and the first image would be processed more slowly.
 */
export const BACKGROUND_DELAY_MS = 1000;
