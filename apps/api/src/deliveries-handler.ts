import { openMetadata, webhooksOf } from '@miniatura/metadata';
import { loadDeliveriesConfig } from './config.ts';
import { createDeliveriesHandler } from './webhooks/create-deliveries-handler.ts';

const { databaseUrl: url } = loadDeliveriesConfig();
const metadata = await openMetadata({ url });

/** The entry point of the function that claims deliveries of webhooks and records their results. */
export const handler = createDeliveriesHandler({
  webhooks: webhooksOf(metadata.db),
  now: () => new Date(),
  random: Math.random,
});
