import { cp } from 'node:fs/promises';
import { inject } from 'vitest';

/** Copies the warehouse that the project's global setup, `prepareWarehouse`, has made. */
export const copyPreparedWarehouse = (directory: string): Promise<void> =>
  cp(inject('preparedWarehouse'), directory, { recursive: true });
