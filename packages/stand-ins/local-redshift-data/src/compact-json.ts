/** Redshift writes SUPER without blanks. */
export const compactJson = (cell: string): string =>
  cell.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text: string | undefined) => text ?? '');
