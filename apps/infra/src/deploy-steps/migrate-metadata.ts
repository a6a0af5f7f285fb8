import { openMetadata } from '@miniatura/metadata';
import { migrateMetadataEnvironment, readEnvironment } from './config.ts';

/** The Lambda function's entry point: opening the metadata brings its tables up to date. */
export async function handler(): Promise<void> {
  const { databaseUrl: url } = readEnvironment(migrateMetadataEnvironment);
  const metadata = await openMetadata({ url });
  await metadata.close();
}
