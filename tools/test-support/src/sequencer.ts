/** The sequencer of the n-th event of a key, as long as those of S3. */
export function sequencer(n: number): string {
  return n.toString(16).toUpperCase().padStart(18, '0');
}
