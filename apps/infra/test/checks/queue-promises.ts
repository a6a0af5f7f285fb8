import { referredId, resourcesOf } from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { deniesPlainText, expected, type Promises } from './promised.ts';

/** What is promised of queues, topics and their consumers. */
export const queuePromises = ({ retentionDays }: StageSettings): Promises => ({
  'queues speak TLS only': {
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
  'queues keep messages as long as promised, and no longer': {
    type: 'AWS::SQS::Queue',
    fault: ({ Properties: p }) =>
      expected(
        p['MessageRetentionPeriod'] === retentionDays * 24 * 60 * 60,
        `keeps messages for ${String(p['MessageRetentionPeriod'])} s`,
      ),
  },
  'queues with a consumer have dead letters': {
    type: 'AWS::Lambda::EventSourceMapping',
    fault: ({ Properties: p }, all) => {
      const exports = Object.values(all).flatMap(({ Outputs = {} }) => Object.values(Outputs));
      const { 'Fn::ImportValue': name } = p['EventSourceArn'] as { 'Fn::ImportValue'?: string };
      const id = referredId(exports.find(({ Export }) => Export?.Name === name)?.Value);
      const queue = resourcesOf(all, 'AWS::SQS::Queue').find((one) => one.id === id);
      return expected(queue?.Properties['RedrivePolicy'] !== undefined, 'has no dead letters');
    },
  },
  'batches report the messages that failed, alone': {
    type: 'AWS::Lambda::EventSourceMapping',
    fault: ({ Properties: p }) =>
      expected(
        (p['FunctionResponseTypes'] as string[] | undefined)?.includes('ReportBatchItemFailures'),
        'fails whole batches',
      ),
  },
  'topics speak TLS only': {
    type: 'AWS::SNS::Topic',
    fault: (topic, all) =>
      expected(deniesPlainText(topic, 'AWS::SNS::TopicPolicy', all), 'takes plain text'),
  },
});
