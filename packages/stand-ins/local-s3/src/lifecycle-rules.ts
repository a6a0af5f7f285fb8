import { randomUUID } from 'node:crypto';
import { S3Error } from './errors.ts';
import { parseDays, parseMidnight, parseWhole } from './lifecycle-values.ts';
import { childOf, childrenOf, type ParsedXml, parseXml, renderXml, textOf } from './xml.ts';

/** API reference, PutBucketLifecycleConfiguration: up to 1,000 rules, ids of 255 characters. */
const MAX_RULES = 1000;
const MAX_ID_LENGTH = 255;
const ACTIONS = [
  'Expiration',
  'Transition',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionTransition',
  'AbortIncompleteMultipartUpload',
] as const;
const PREDICATES = ['Prefix', 'Tag', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan', 'And'];
const STORAGE_CLASSES = [
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'GLACIER_IR',
  'DEEP_ARCHIVE',
];

/**
 * When current versions expire: after some days, on a date, or as delete markers that hide no
 * object.
 */
export type Expiration =
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'date'; readonly atMs: number }
  | { readonly kind: 'delete-marker' };

/** The objects that a rule applies to. */
export interface LifecycleFilter {
  readonly prefix: string;
  readonly tags: readonly (readonly [string, string])[];
  /** Bytes: an object is larger, and smaller, than these. */
  readonly largerThan: number;
  readonly smallerThan: number;
}

/** The parts of a rule that are applied. Transitions are stored in the XML only. */
export interface LifecycleRule {
  readonly id: string;
  readonly isEnabled: boolean;
  readonly filter: LifecycleFilter;
  readonly expiration: Expiration | undefined;
  readonly noncurrent: { readonly days: number; readonly keptCount: number } | undefined;
  readonly abortDays: number | undefined;
}

/**
 * Adds an id to each rule without one, as S3 does.
 * @throws S3Error MalformedXML, InvalidArgument, InvalidRequest
 */
export function normalizeLifecycle(xml: string): string {
  const root = parseXml(xml, 'LifecycleConfiguration');
  const rules = childrenOf(root, 'Rule').map((rule) =>
    typeof rule === 'object' && textOf(rule, 'ID') === undefined
      ? { ID: randomUUID(), ...rule }
      : rule,
  );
  const normalized = renderXml('LifecycleConfiguration', { Rule: rules });
  parseLifecycleConfiguration(normalized);
  return normalized;
}

/** @throws S3Error MalformedXML, InvalidArgument, InvalidRequest. */
export function parseLifecycleConfiguration(xml: string): readonly LifecycleRule[] {
  const rules = childrenOf(parseXml(xml, 'LifecycleConfiguration'), 'Rule').map(parseRule);
  if (rules.length === 0 || rules.length > MAX_RULES) throw new S3Error('MalformedXML');
  if (new Set(rules.map(({ id }) => id)).size < rules.length) {
    throw new S3Error(
      'InvalidArgument',
      'Rule ID must be unique. Found same ID for more than one rule',
    );
  }
  return rules;
}

function parseRule(rule: ParsedXml): LifecycleRule {
  const id = textOf(rule, 'ID') ?? '';
  if (id.length > MAX_ID_LENGTH) {
    throw new S3Error(
      'InvalidArgument',
      `ID length should not exceed allowed limit of ${MAX_ID_LENGTH}`,
    );
  }
  const status = textOf(rule, 'Status');
  if (status !== 'Enabled' && status !== 'Disabled') throw new S3Error('MalformedXML');
  if (ACTIONS.every((action) => childOf(rule, action) === undefined)) {
    throw new S3Error('InvalidRequest', 'At least one action needs to be specified in a rule');
  }
  const filter = parseFilter(rule);
  childrenOf(rule, 'Transition').forEach(checkTransition);
  childrenOf(rule, 'NoncurrentVersionTransition').forEach(checkNoncurrentTransition);
  return {
    id,
    isEnabled: status === 'Enabled',
    filter,
    expiration: parseExpiration(childOf(rule, 'Expiration'), filter),
    noncurrent: parseNoncurrent(childOf(rule, 'NoncurrentVersionExpiration')),
    abortDays: parseAbort(childOf(rule, 'AbortIncompleteMultipartUpload'), filter),
  };
}

function parseFilter(rule: ParsedXml): LifecycleFilter {
  const filter = childOf(rule, 'Filter');
  const hasPrefix = childOf(rule, 'Prefix') !== undefined;
  if ((filter === undefined) !== hasPrefix) throw new S3Error('MalformedXML');
  const predicates = PREDICATES.flatMap((name) => childrenOf(filter, name).map(() => name));
  if (predicates.length > 1) throw new S3Error('MalformedXML');
  const scope = hasPrefix ? rule : (childOf(filter, 'And') ?? filter);
  const size = (name: string) => textOf(scope, name);
  return {
    prefix: textOf(scope, 'Prefix') ?? '',
    tags: hasPrefix ? [] : childrenOf(scope, 'Tag').map(parseTag),
    largerThan: parseWhole(hasPrefix ? undefined : size('ObjectSizeGreaterThan')) ?? -1,
    smallerThan: parseWhole(hasPrefix ? undefined : size('ObjectSizeLessThan')) ?? Infinity,
  };
}

function parseTag(tag: ParsedXml): readonly [string, string] {
  const key = textOf(tag, 'Key');
  if (key === undefined || key === '') throw new S3Error('MalformedXML');
  return [key, textOf(tag, 'Value') ?? ''];
}

function parseExpiration(
  element: ParsedXml | undefined,
  { tags }: LifecycleFilter,
): Expiration | undefined {
  if (element === undefined) return undefined;
  const days = textOf(element, 'Days');
  const date = textOf(element, 'Date');
  const marker = textOf(element, 'ExpiredObjectDeleteMarker');
  if ([days, date, marker].filter((value) => value !== undefined).length !== 1) {
    throw new S3Error('MalformedXML');
  }
  if (days !== undefined) return { kind: 'days', days: parseDays(days, 'Days', 'Expiration') };
  if (date !== undefined) return { kind: 'date', atMs: parseMidnight(date) };
  if (marker !== 'true' && marker !== 'false') throw new S3Error('MalformedXML');
  if (tags.length > 0) {
    throw new S3Error('InvalidRequest', 'ExpiredObjectDeleteMarker cannot be specified with Tags.');
  }
  return marker === 'true' ? { kind: 'delete-marker' } : undefined;
}

function parseNoncurrent(element: ParsedXml | undefined): LifecycleRule['noncurrent'] {
  if (element === undefined) return undefined;
  const days = textOf(element, 'NoncurrentDays');
  if (days === undefined) throw new S3Error('MalformedXML');
  const kept = textOf(element, 'NewerNoncurrentVersions');
  return {
    days: parseDays(days, 'NoncurrentDays', 'NoncurrentVersionExpiration'),
    keptCount:
      kept === undefined
        ? 0
        : parseDays(kept, 'NewerNoncurrentVersions', 'NoncurrentVersionExpiration'),
  };
}

function parseAbort(element: ParsedXml | undefined, { tags }: LifecycleFilter) {
  if (element === undefined) return undefined;
  const days = textOf(element, 'DaysAfterInitiation');
  if (days === undefined) throw new S3Error('MalformedXML');
  if (tags.length > 0) {
    throw new S3Error(
      'InvalidRequest',
      'AbortIncompleteMultipartUpload cannot be specified with Tags.',
    );
  }
  return parseDays(days, 'DaysAfterInitiation', 'AbortIncompleteMultipartUpload');
}

function checkTransition(element: ParsedXml): void {
  const days = textOf(element, 'Days');
  const date = textOf(element, 'Date');
  if ((days === undefined) === (date === undefined)) throw new S3Error('MalformedXML');
  if (days !== undefined && parseWhole(days) === undefined) throw new S3Error('MalformedXML');
  if (date !== undefined) parseMidnight(date);
  checkStorageClass(element);
}

function checkNoncurrentTransition(element: ParsedXml): void {
  if (parseWhole(textOf(element, 'NoncurrentDays')) === undefined) {
    throw new S3Error('MalformedXML');
  }
  checkStorageClass(element);
}

function checkStorageClass(element: ParsedXml): void {
  if (!STORAGE_CLASSES.includes(textOf(element, 'StorageClass') ?? '')) {
    throw new S3Error('MalformedXML');
  }
}
