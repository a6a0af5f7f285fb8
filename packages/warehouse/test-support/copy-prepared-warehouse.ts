import { cp } from 'node:fs/promises';
import { inject } from 'vitest';

/** Copies the warehouse that the project's global setup, `prepareWarehouse`, has made. */
export function copyPreparedWarehouse(directory: string): Promise<void> {
  return cp(inject('preparedWarehouse'), directory, { recursive: true });
}
