import { S3Error } from './errors.ts';
import { parseWhole } from './lifecycle-values.ts';
import { childOf, parseXml, textOf } from './xml.ts';

/**
 * `GOVERNANCE` retentions can be shortened by requests that bypass them, `COMPLIANCE` retentions
 * never.
 */
export const RETENTION_MODES = ['GOVERNANCE', 'COMPLIANCE'] as const;
export type RetentionMode = (typeof RETENTION_MODES)[number];

/** Until when a version is retained. */
export interface Retention {
  readonly mode: RetentionMode;
  readonly untilMs: number;
}

/** What prevents a version from being deleted. */
export interface ObjectLock {
  readonly retention?: Retention;
  readonly legalHold?: 'ON' | 'OFF';
}

/** The retention of new objects in a bucket. */
export interface DefaultRetention {
  readonly mode: RetentionMode;
  readonly days: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** S3's year of a default retention. */
const YEAR_DAYS = 365;

/** @throws S3Error MalformedXML, InvalidRetentionPeriod. */
export function parseLockConfiguration(xml: string): DefaultRetention | undefined {
  const root = parseXml(xml, 'ObjectLockConfiguration');
  if (textOf(root, 'ObjectLockEnabled') !== 'Enabled') throw new S3Error('MalformedXML');
  const rule = childOf(root, 'Rule');
  if (rule === undefined) return undefined;
  const retention = childOf(rule, 'DefaultRetention');
  const mode = parseMode(textOf(retention, 'Mode'));
  const days = parseWhole(textOf(retention, 'Days'));
  const years = parseWhole(textOf(retention, 'Years'));
  if ((days === undefined) === (years === undefined)) throw new S3Error('MalformedXML');
  const period = days ?? (years as number) * YEAR_DAYS;
  if (period > 0 && period <= 100 * YEAR_DAYS) return { mode, days: period };
  throw new S3Error('InvalidRetentionPeriod');
}

function parseMode(text: string | undefined): RetentionMode {
  const mode = RETENTION_MODES.find((known) => known === text);
  if (mode) return mode;
  throw new S3Error('MalformedXML');
}

/**
 * Parses a `<Retention>` document; an empty one removes the retention. @throws S3Error MalformedXML
 */
export function parseRetention(xml: string, nowMs: number): Retention | undefined {
  const root = parseXml(xml, 'Retention');
  const mode = textOf(root, 'Mode');
  const until = textOf(root, 'RetainUntilDate');
  if (mode === undefined && until === undefined) return undefined;
  return { mode: parseMode(mode), untilMs: parseUntil(until, nowMs, 'MalformedXML') };
}

function parseUntil(
  text: string | undefined,
  nowMs: number,
  code: 'MalformedXML' | 'InvalidArgument',
): number {
  const untilMs = Date.parse(text ?? '');
  if (Number.isNaN(untilMs)) throw new S3Error(code);
  if (untilMs > nowMs) return untilMs;
  throw new S3Error('InvalidArgument', 'The retain until date must be in the future!');
}

/** A `<LegalHold>` document. @throws S3Error MalformedXML. */
export function parseLegalHold(xml: string): 'ON' | 'OFF' {
  const status = textOf(parseXml(xml, 'LegalHold'), 'Status');
  if (status === 'ON' || status === 'OFF') return status;
  throw new S3Error('MalformedXML');
}

/**
 * Parses the `x-amz-object-lock-…` headers of a request that creates an object. The default is that
 * of the bucket.
 * @param isLockable whether the bucket has Object Lock
 * @throws S3Error InvalidRequest, InvalidArgument
 */
export function parseLockHeaders(
  headers: ReadonlyMap<string, string>,
  { isLockable, fallback, nowMs }: LockScope,
): ObjectLock | undefined {
  const mode = headers.get('x-amz-object-lock-mode');
  const until = headers.get('x-amz-object-lock-retain-until-date');
  const legalHold = headers.get('x-amz-object-lock-legal-hold');
  if (mode === undefined && until === undefined && legalHold === undefined) {
    return fallback && { retention: startRetention(fallback, nowMs) };
  }
  checkLockable(isLockable);
  if ((mode === undefined) !== (until === undefined)) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  }
  if (legalHold !== undefined && legalHold !== 'ON' && legalHold !== 'OFF') {
    throw new S3Error('InvalidArgument', 'Legal Hold must be either of ON or OFF');
  }
  const known = RETENTION_MODES.find((name) => name === mode);
  if (mode !== undefined && !known) {
    throw new S3Error('InvalidArgument', 'Unknown wormMode directive.');
  }
  const given = known && {
    mode: known,
    untilMs: parseUntil(until, nowMs, 'InvalidArgument'),
  };
  const retention = given ?? (fallback && startRetention(fallback, nowMs));
  return { ...(retention ? { retention } : {}), ...(legalHold ? { legalHold } : {}) };
}

/** The lock settings of a bucket for new objects. */
export interface LockScope {
  readonly isLockable: boolean;
  readonly fallback: DefaultRetention | undefined;
  readonly nowMs: number;
}

function startRetention({ mode, days }: DefaultRetention, nowMs: number): Retention {
  return {
    mode,
    untilMs: nowMs + days * DAY_MS,
  };
}

/** @throws S3Error InvalidRequest for a bucket without Object Lock. */
export function checkLockable(isLockable: boolean): void {
  if (isLockable) return;
  throw new S3Error('InvalidRequest', 'Bucket is missing Object Lock Configuration');
}

/**
 * Checks whether the retention may be changed to `next`.
 * @throws S3Error AccessDenied for a weaker one, unless its mode is GOVERNANCE and it is bypassed
 */
export function checkRetentionChange(
  current: Retention | undefined,
  next: Retention | undefined,
  canBypass: boolean,
  nowMs: number,
): void {
  if (!current || current.untilMs <= nowMs) return;
  const isWeaker =
    !next ||
    next.untilMs < current.untilMs ||
    (next.mode !== current.mode && current.mode === 'COMPLIANCE');
  const changesMode = next?.mode !== current.mode;
  if (!isWeaker && !changesMode) return;
  if (current.mode === 'GOVERNANCE' && canBypass) return;
  throw locked();
}

/** @throws S3Error AccessDenied while the lock prevents the deletion of the version */
export function checkDeletable(
  lock: ObjectLock | undefined,
  canBypass: boolean,
  nowMs: number,
): void {
  if (isLocked(lock, canBypass, nowMs)) throw locked();
}

/** Whether the lock prevents the deletion of the version. */
export function isLocked(lock: ObjectLock | undefined, canBypass: boolean, nowMs: number): boolean {
  if (lock?.legalHold === 'ON') return true;
  const retention = lock?.retention;
  if (!retention || retention.untilMs <= nowMs) return false;
  return retention.mode === 'COMPLIANCE' || !canBypass;
}

function locked() {
  return new S3Error('AccessDenied', 'Access Denied because object protected by object lock.');
}

/** The headers that describe a lock. */
export function lockHeaders(lock: ObjectLock | undefined): Record<string, string> {
  return {
    ...(lock?.retention
      ? {
          'x-amz-object-lock-mode': lock.retention.mode,
          'x-amz-object-lock-retain-until-date': new Date(lock.retention.untilMs).toISOString(),
        }
      : {}),
    ...(lock?.legalHold ? { 'x-amz-object-lock-legal-hold': lock.legalHold } : {}),
  };
}
