import {
  parseNotificationConfiguration,
  renderNotificationConfiguration,
} from '../notification-configuration.ts';
import type { Operation } from '../operation.ts';
import { receiveText } from '../receive-body.ts';

/**
 * PUT /bucket?notification: each destination receives a test event unless the request disables it.
 */
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
