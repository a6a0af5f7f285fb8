import { createHash } from 'node:crypto';
import { safeFileName } from '@miniatura/objects/file-name';
import type { KafkaRecord } from './kafka-event.ts';

/** File names are shortened, because topics may have long names too. */
const MAX_NAME_CHARACTERS = 100;

type Origin = Pick<KafkaRecord, 'topic' | 'partition' | 'offset' | 'timestampMs'>;

/** The last day of a four-digit year. */
const LAST_TIME_MS = Date.UTC(9999, 11, 31);

/**
 * Returns the key of a record's original. It is always the same, so that a record that is delivered
 * again changes nothing. The time distinguishes records of a topic from those of a new topic with
 * the same name.
 *
 * @example objectKeyOf({ topic: 'pictures', partition: 0, offset: 7, timestampMs: 1763719200000 }, 'cat.jpg')
 * // '2025/11/21/kafka/pictures/0/7-1763719200000/cat.jpg'
 */
export function objectKeyOf(origin: Origin, name: string | undefined): string {
  const { topic, partition, offset } = origin;
  const time = timeOf(origin);
  const date = time.toISOString().slice(0, 10).replaceAll('-', '/');
  const place = `kafka/${topic}/${partition}/${offset}-${time.getTime()}`;
  return `${date}/${place}/${lastCharacters(safeFileName(name ?? ''))}`;
}

/**
 * Returns a record's time in a valid range: producers may set any time, and brokers may set none.
 */
export function timeOf({ timestampMs }: Pick<Origin, 'timestampMs'>): Date {
  return new Date(Math.min(Math.max(timestampMs, 0), LAST_TIME_MS));
}

/** Returns an id that is the same for each delivery of a record. */
export function failureIdOf(origin: Origin): string {
  const { topic, partition, offset } = origin;
  const place = [topic, partition, offset, timeOf(origin).getTime()].join('/');
  return `kafka-${createHash('sha256').update(place).digest('hex').slice(0, 32)}`;
}

function lastCharacters(name: string): string {
  return [...name].slice(-MAX_NAME_CHARACTERS).join('');
}
