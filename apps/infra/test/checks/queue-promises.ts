import { LANES } from '@miniatura/thumbnailer/lanes';
import { type Placed, placesIn, resourcesOf } from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { deniesPlainText, expected, type Promises } from './promised.ts';

/** What is promised of queues, topics and their consumers. */
export function queuePromises({ retentionDays }: StageSettings): Promises {
  return {
    'queues accept TLS only': {
      type: 'AWS::SQS::Queue',
      fault: (queue, all) =>
        expected(deniesPlainText(queue, 'AWS::SQS::QueuePolicy', all), 'takes plain text'),
    },
    'queues are encrypted': {
      type: 'AWS::SQS::Queue',
      fault: ({ Properties: p }) =>
        expected(
          p['SqsManagedSseEnabled'] === true || p['KmsMasterKeyId'] !== undefined,
          'is not encrypted',
        ),
    },
    'queues keep messages, including parked ones, no longer than promised': {
      type: 'AWS::SQS::Queue',
      fault: ({ Properties: p }, all) => {
        const keeps = (queue: Placed['Properties']) => Number(queue['MessageRetentionPeriod']);
        const parking = resourcesOf(all, 'AWS::SQS::Queue').find(({ id }) =>
          id.startsWith('Parking'),
        );
        const isParking = p['QueueName'] === parking?.Properties['QueueName'];
        const totalS = isParking ? keeps(p) : keeps(p) + keeps(parking?.Properties ?? {});
        return expected(totalS <= retentionDays * 24 * 60 * 60, `keeps messages for ${totalS} s`);
      },
    },
    'a message that a consumer cannot process becomes a dead letter, or is one': {
      type: 'AWS::Lambda::EventSourceMapping',
      fault: ({ Properties: p, stack }, all) => {
        const [place] = placesIn(p['EventSourceArn'], stack, all);
        const queues = resourcesOf(all, 'AWS::SQS::Queue');
        const queue = queues.find((one) => one.place === place);
        if (queue === undefined || /DeadLetters|Refusals/.test(queue.id)) return undefined;
        return expected(queue.Properties['RedrivePolicy'] !== undefined, 'has no dead letters');
      },
    },
    'dead-letter queues retain messages longer than their source queues': {
      type: 'AWS::SQS::Queue',
      fault: ({ stack, Properties: p }, all) => {
        const [place] = placesIn(p['RedrivePolicy'], stack, all);
        const deadLetters = resourcesOf(all, 'AWS::SQS::Queue').find((one) => one.place === place);
        if (deadLetters === undefined) return undefined;
        const keeps = (queue: Placed['Properties']) => Number(queue['MessageRetentionPeriod']);
        return expected(keeps(deadLetters.Properties) > keeps(p), 'loses dead letters on arrival');
      },
    },
    'a message that a topic cannot deliver becomes a dead letter': {
      type: 'AWS::SNS::Subscription',
      fault: ({ Properties: p, stack }, all) =>
        expected(
          placesIn(p['RedrivePolicy'], stack, all).some((place) => place.includes('DeadLetters')),
          'is lost',
        ),
    },
    'records that Lambda gives up are reported, and the consumer group has a fixed name': {
      type: 'AWS::Lambda::EventSourceMapping',
      fault: ({ Properties: p, stack }, all) => {
        if (p['Topics'] === undefined) return undefined;
        const { OnFailure } = (p['DestinationConfig'] ?? {}) as { OnFailure?: unknown };
        const group = JSON.stringify(
          p['AmazonManagedKafkaEventSourceConfig'] ?? p['SelfManagedKafkaEventSourceConfig'] ?? '',
        );
        return expected(
          placesIn(OnFailure, stack, all).length === 1 && group.includes('ConsumerGroupId'),
          'is lost, or is read by a changing consumer group',
        );
      },
    },
    'every event of the originals goes to exactly one lane': {
      type: 'AWS::SNS::Topic',
      fault: ({ place, id }, all) => {
        if (!id.startsWith('Originals')) return undefined;
        const subscriptions = resourcesOf(all, 'AWS::SNS::Subscription')
          .filter(({ stack, Properties: p }) => placesIn(p['TopicArn'], stack, all).includes(place))
          .filter(({ Properties: p }) => p['FilterPolicyScope'] === 'MessageBody')
          .map(({ Properties: p }) => JSON.stringify(p['FilterPolicy']));
        const policies = Object.values(LANES).map(({ filterPolicy }) =>
          JSON.stringify(filterPolicy),
        );
        return expected(
          subscriptions.toSorted().join() === policies.toSorted().join(),
          `is sorted by ${subscriptions.join(' and ') || 'nothing'}`,
        );
      },
    },
    'the bulk lane has less concurrency and smaller batches': {
      type: 'AWS::Lambda::Function',
      fault: (lambda, all) => {
        const sources = resourcesOf(all, 'AWS::Lambda::EventSourceMapping').filter(
          ({ stack, Properties: p }) =>
            placesIn(p['FunctionName'], stack, all).includes(lambda.place),
        );
        const isBulk = ({ stack, Properties: p }: Placed) =>
          placesIn(p['EventSourceArn'], stack, all).some((place) => place.includes('BulkQueue'));
        const bulk = sources.find(isBulk)?.Properties;
        if (bulk === undefined) return undefined;
        const interactive = sources.find((source) => !isBulk(source))?.Properties;
        const concurrencyOf = (lane: Placed['Properties'] = {}) =>
          (lane['ScalingConfig'] as { MaximumConcurrency: number } | undefined)?.MaximumConcurrency;
        return expected(
          Number(concurrencyOf(bulk)) < Number(concurrencyOf(interactive)) &&
            Number(bulk['BatchSize']) < Number(interactive?.['BatchSize']),
          'lets imports delay uploads',
        );
      },
    },
    'batches report only the messages that failed': {
      type: 'AWS::Lambda::EventSourceMapping',
      fault: ({ Properties: p }) =>
        // Kafka's have no such thing: a partition goes on where it has stopped.
        p['Topics'] !== undefined
          ? undefined
          : expected(
              (p['FunctionResponseTypes'] as string[] | undefined)?.includes(
                'ReportBatchItemFailures',
              ),
              'fails whole batches',
            ),
    },
    'topics accept TLS only': {
      type: 'AWS::SNS::Topic',
      fault: (topic, all) =>
        expected(deniesPlainText(topic, 'AWS::SNS::TopicPolicy', all), 'takes plain text'),
    },
  };
}
