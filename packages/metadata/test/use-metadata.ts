import { afterEach, beforeEach } from 'vitest';
import { type Metadata, openMetadata } from '../src/index.ts';
import type { TestDatabase, TestEngine } from '../test-support/test-engine.ts';

/**
 * Opens an empty metadata database before each test. `another` opens a further connection to it.
 */
export function useMetadata(engine: TestEngine) {
  const opened: Metadata[] = [];
  let database: TestDatabase;
  const another = async (): Promise<Metadata> => {
    const metadata = await openMetadata({ url: database.url });
    opened.push(metadata);
    return metadata;
  };
  const context = { another } as {
    metadata: Metadata;
    url: string;
    readonly another: typeof another;
  };
  beforeEach(async () => {
    database = await engine.migratedDatabase();
    context.url = database.url;
    context.metadata = await another();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((metadata) => metadata.close()));
    await database.dispose();
  });
  return context;
}
