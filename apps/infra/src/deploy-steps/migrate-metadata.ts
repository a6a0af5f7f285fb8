import { openMetadata } from '@miniatura/metadata';
import { migrateMetadataEnvironment, readEnvironment } from './config.ts';

/** The entry point of the Lambda function. Opening the metadata migrates its tables. */
export async function handler(): Promise<void> {
  const { databaseUrl: url } = readEnvironment(migrateMetadataEnvironment);
  const metadata = await openMetadata({ url });
  await metadata.close();
}
