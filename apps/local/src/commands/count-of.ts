/** @example countOf(1, 'image') is '1 image', countOf(2, 'batch', 'batches') is '2 batches' */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
