import { randomUUID } from 'node:crypto';
import { S3Error } from './errors.ts';
import { childOf, childrenOf, type ParsedXml, parseXml, renderXml, textOf } from './xml.ts';

/** Event names that this endpoint emits. */
export const EMITTED_EVENTS = [
  'ObjectCreated:Put',
  'ObjectCreated:Post',
  'ObjectCreated:Copy',
  'ObjectCreated:CompleteMultipartUpload',
  'ObjectRemoved:Delete',
  'ObjectRemoved:DeleteMarkerCreated',
  'LifecycleExpiration:Delete',
  'LifecycleExpiration:DeleteMarkerCreated',
  'ObjectTagging:Put',
  'ObjectTagging:Delete',
] as const;
export type EmittedEvent = (typeof EMITTED_EVENTS)[number];

/**
 * Families of events that S3 supports and this endpoint never emits. Configurations may contain
 * them.
 */
const SILENT_FAMILIES =
  /^s3:(ReducedRedundancyLostObject|ObjectRestore:|Replication:|LifecycleTransition|IntelligentTiering|ObjectAcl:)/;

/** The three kinds of destination: the element, and the element of the ARN in it. */
const DESTINATIONS = [
  { element: 'QueueConfiguration', arnElement: 'Queue', service: 'sqs' },
  { element: 'TopicConfiguration', arnElement: 'Topic', service: 'sns' },
  { element: 'CloudFunctionConfiguration', arnElement: 'CloudFunction', service: 'lambda' },
] as const;
type Destination = (typeof DESTINATIONS)[number];

/** One configuration: the destination for these events of matching keys. */
export interface NotificationRule {
  readonly id: string;
  readonly destination: Destination;
  readonly destinationArn: string;
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** @throws S3Error MalformedXML, InvalidArgument, NotImplemented. */
export function parseNotificationConfiguration(xml: string): readonly NotificationRule[] {
  const root = parseXml(xml, 'NotificationConfiguration');
  if (childOf(root, 'EventBridgeConfiguration') !== undefined) {
    throw new S3Error('NotImplemented', 'EventBridgeConfiguration is not implemented.');
  }
  const rules = DESTINATIONS.flatMap((destination) =>
    childrenOf(root, destination.element).map((element) => parseRule(element, destination)),
  );
  checkOverlaps(rules);
  return rules;
}

function parseRule(element: ParsedXml, destination: Destination): NotificationRule {
  const destinationArn = textOf(element, destination.arnElement) ?? '';
  if (!destinationArn.startsWith(`arn:`) || destinationArn.split(':')[2] !== destination.service) {
    throw new S3Error('InvalidArgument', 'The ARN is not well formed', {
      ArgumentName: destination.arnElement,
      ArgumentValue: destinationArn,
    });
  }
  const events = childrenOf(element, 'Event').map(String);
  if (events.length === 0) throw new S3Error('MalformedXML', 'Expected at least one Event.');
  events.forEach(checkEvent);
  const id = textOf(element, 'Id');
  return {
    id: id === undefined || id === '' ? randomUUID() : id,
    destination,
    destinationArn,
    events,
    ...parseFilter(element),
  };
}

function checkEvent(event: string): void {
  const isEmitted = EMITTED_EVENTS.some((name) => matchesEvent(event, name));
  if (isEmitted || SILENT_FAMILIES.test(event)) return;
  throw new S3Error('InvalidArgument', 'The event is not supported for notifications', {
    ArgumentName: 'Event',
    ArgumentValue: event,
  });
}

function parseFilter(element: ParsedXml): { prefix: string; suffix: string } {
  const filter = { prefix: '', suffix: '' };
  for (const rule of childrenOf(childOf(childOf(element, 'Filter'), 'S3Key'), 'FilterRule')) {
    const name = textOf(rule, 'Name')?.toLowerCase();
    if (name !== 'prefix' && name !== 'suffix') {
      throw new S3Error('InvalidArgument', 'filter rule name must be either prefix or suffix');
    }
    filter[name] = textOf(rule, 'Value') ?? '';
  }
  return filter;
}

/** S3 rejects two configurations that could both match an event. */
function checkOverlaps(rules: readonly NotificationRule[]): void {
  for (const [i, a] of rules.entries()) {
    for (const b of rules.slice(i + 1)) {
      if (!sharesEvent(a, b) || !sharesKeys(a, b)) continue;
      throw new S3Error(
        'InvalidArgument',
        'Configurations overlap. Configurations on the same bucket cannot share a common event type.',
      );
    }
  }
}

function sharesEvent(a: NotificationRule, b: NotificationRule): boolean {
  return EMITTED_EVENTS.some((name) => listensTo(a, name) && listensTo(b, name));
}

function sharesKeys(a: NotificationRule, b: NotificationRule): boolean {
  return (
    (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
    (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))
  );
}

function listensTo(rule: NotificationRule, name: EmittedEvent): boolean {
  return rule.events.some((pattern) => matchesEvent(pattern, name));
}

function matchesEvent(pattern: string, name: EmittedEvent): boolean {
  return pattern.endsWith(':*')
    ? pattern.length > 's3:*'.length && `s3:${name}`.startsWith(pattern.slice(0, -1))
    : pattern === `s3:${name}`;
}

/** Returns the rules that match an event's name and key. */
export function matchNotificationRules(
  rules: readonly NotificationRule[],
  name: EmittedEvent,
  key: string,
): readonly NotificationRule[] {
  return rules.filter(
    (rule) => listensTo(rule, name) && key.startsWith(rule.prefix) && key.endsWith(rule.suffix),
  );
}

/** Renders the configuration as XML, each rule with its id. */
export function renderNotificationConfiguration(rules: readonly NotificationRule[]): string {
  return renderXml(
    'NotificationConfiguration',
    Object.fromEntries(
      DESTINATIONS.map((destination) => [
        destination.element,
        rules.filter((rule) => rule.destination === destination).map(renderRule),
      ]),
    ),
  );
}

function renderRule(rule: NotificationRule) {
  const filterRules = (['prefix', 'suffix'] as const)
    .filter((name) => rule[name] !== '')
    .map((name) => ({ Name: name, Value: rule[name] }));
  return {
    Id: rule.id,
    [rule.destination.arnElement]: rule.destinationArn,
    Event: rule.events,
    Filter: filterRules.length === 0 ? undefined : { S3Key: { FilterRule: filterRules } },
  };
}
