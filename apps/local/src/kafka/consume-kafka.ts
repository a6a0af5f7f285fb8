import { createHandler, rejectUnreadable } from '@miniatura/ingest';
import { loadConfig } from '@miniatura/ingest/config';
import { connect } from '@miniatura/ingest/connect';
import type { Log } from '@miniatura/text';
import type { AwsClients } from '../stack/aws-clients.ts';
import { INGEST_REJECTIONS, ORIGINALS_BUCKET, queueUrlOf } from '../stack/names.ts';
import type { KafkaSource } from './kafka-source.ts';
import { type KafkaConsumer, startKafkaConsumer } from './start-kafka-consumer.ts';

/** Consumes a topic with the handler of Lambda's events, using a stack's endpoints. */
export function consumeKafka(
  source: KafkaSource,
  clients: Pick<AwsClients, 's3' | 'sqs'>,
  { sqsEndpoint, log }: { readonly sqsEndpoint: string; readonly log: Log },
): KafkaConsumer {
  const config = loadConfig({
    ORIGINALS_BUCKET,
    REFUSALS_QUEUE_URL: queueUrlOf(sqsEndpoint, INGEST_REJECTIONS),
  });
  const dependencies = connect(clients, config);
  return startKafkaConsumer(source, {
    handle: createHandler({ ...dependencies, log, countOutcomes: () => undefined }),
    rejectUnreadable: async (record, reason) => {
      await rejectUnreadable(record, reason, dependencies);
      const { partition, offset } = record;
      log.error(`Record ${offset} of ${source.topic}-${partition} cannot be read`, {
        error: reason,
      });
    },
    onJoin: () => log.info(`Consumes ${placeOf(source)}`, {}),
    onFault: (error, retryInMs) =>
      log.error(`Kafka consumer of ${placeOf(source)} failed; it retries in ${retryInMs} ms`, {
        error,
      }),
  });
}

function placeOf({ brokers, topic }: KafkaSource): string {
  return `the topic ${topic} of ${brokers.join(',')}`;
}
