import { VERSIONING_STATES, type ConfigurationKind } from '../bucket-table.ts';
import { parseCorsConfiguration } from '../cors.ts';
import { S3Error, type S3ErrorCode } from '../errors.ts';
import {
  parseNotificationConfiguration,
  renderNotificationConfiguration,
} from '../notification-configuration.ts';
import { noContent, type Operation } from '../operation.ts';
import { receiveText } from '../receive-body.ts';
import { childrenOf, parseXml, renderXml, textOf } from '../xml.ts';
import { parseTagging } from './object-tagging.ts';

/** Checks a configuration and gives the XML to keep. */
type Normalize = (xml: string) => string;

const CHECKS: Readonly<Record<Exclude<ConfigurationKind, 'notification'>, Normalize>> = {
  cors: (xml) => {
    parseCorsConfiguration(xml);
    return xml;
  },
  lifecycle: (xml) => {
    const rules = childrenOf(parseXml(xml, 'LifecycleConfiguration'), 'Rule');
    const isComplete = rules.every((rule) =>
      ['Enabled', 'Disabled'].includes(textOf(rule, 'Status') ?? ''),
    );
    if (rules.length === 0 || !isComplete) throw new S3Error('MalformedXML');
    return xml;
  },
  tagging: (xml) => {
    parseTagging(xml, 50);
    return xml;
  },
};

const ABSENT: Readonly<Record<keyof typeof CHECKS, S3ErrorCode>> = {
  cors: 'NoSuchCORSConfiguration',
  lifecycle: 'NoSuchLifecycleConfiguration',
  tagging: 'NoSuchTagSet',
};

/** PUT /bucket?cors and its like: the XML is checked and kept as it is. */
export const putConfiguration =
  (kind: keyof typeof CHECKS): Operation =>
  async ({ store, request, authentication }) => {
    const { name } = store.buckets.get(request.bucket);
    const xml = CHECKS[kind](await receiveText(request, authentication));
    store.change(() => store.buckets.setConfiguration(name, kind, xml));
    return { status: 200 };
  };

/** GET /bucket?cors and its like. */
export const getConfiguration =
  (kind: keyof typeof CHECKS): Operation =>
  ({ store, request }) => {
    const bucket = store.buckets.get(request.bucket);
    const body = bucket.configurations.get(kind);
    if (body === undefined) {
      throw new S3Error(ABSENT[kind], undefined, { BucketName: bucket.name });
    }
    return { status: 200, body };
  };

/** DELETE /bucket?cors and its like. */
export const deleteConfiguration =
  (kind: keyof typeof CHECKS): Operation =>
  ({ store, request }) => {
    const { name } = store.buckets.get(request.bucket);
    store.change(() => store.buckets.setConfiguration(name, kind, undefined));
    return noContent;
  };

/** PUT /bucket?notification; each destination gets a test event unless the request declines. */
export const putNotificationConfiguration: Operation = async (context) => {
  const { store, request, authentication } = context;
  const { name } = store.buckets.get(request.bucket);
  const rules = parseNotificationConfiguration(await receiveText(request, authentication));
  const skipsTest = request.headers.get('x-amz-skip-destination-validation') === 'true';
  const destinations = new Set(skipsTest ? [] : rules.map((rule) => rule.destinationArn));
  store.change((transaction) => {
    store.buckets.setConfiguration(name, 'notification', renderNotificationConfiguration(rules));
    for (const arn of destinations) {
      transaction.addMessage(arn, {
        Service: 'Amazon S3',
        Event: 's3:TestEvent',
        Time: store.now().toISOString(),
        Bucket: name,
        RequestId: request.id,
        HostId: request.hostId,
      });
    }
  });
  return { status: 200 };
};

/** GET /bucket?notification: empty when nothing is configured. */
export const getNotificationConfiguration: Operation = ({ store, request }) => {
  const { notificationRules } = store.buckets.get(request.bucket);
  return { status: 200, body: renderNotificationConfiguration(notificationRules) };
};

/** PUT /bucket?versioning */
export const putVersioning: Operation = async ({ store, request, authentication }) => {
  const { name } = store.buckets.get(request.bucket);
  const root = parseXml(await receiveText(request, authentication), 'VersioningConfiguration');
  const status = VERSIONING_STATES.find((state) => state === textOf(root, 'Status'));
  if (!status) throw new S3Error('MalformedXML', 'Expected Enabled or Suspended for Status.');
  if (textOf(root, 'MfaDelete') === 'Enabled') {
    throw new S3Error('NotImplemented', 'MfaDelete is not implemented.');
  }
  store.change(() => store.buckets.setVersioning(name, status));
  return { status: 200 };
};

/** GET /bucket?versioning: empty until it is first configured. */
export const getVersioning: Operation = ({ store, request }) => {
  const { versioning } = store.buckets.get(request.bucket);
  return { status: 200, body: renderXml('VersioningConfiguration', { Status: versioning }) };
};
