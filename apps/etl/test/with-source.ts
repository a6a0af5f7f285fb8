import { type Metadata, openMetadata } from '@miniatura/metadata';
import type { TestEngine } from '@miniatura/metadata/test-support/test-engine';

/** An empty metadata database for `use`. */
export async function withSource(
  engine: TestEngine,
  use: (metadata: Metadata, url: string) => Promise<void>,
): Promise<void> {
  const database = await engine.migratedDatabase();
  const metadata = await openMetadata({ url: database.url });
  try {
    await use(metadata, database.url);
  } finally {
    await metadata.close();
    await database.dispose();
  }
}
