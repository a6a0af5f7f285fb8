/** Removes blanks from JSON, because Redshift writes SUPER without them. */
export const compactJson = (cell: string): string =>
  cell.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text: string | undefined) => text ?? '');
