import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from './database.ts';

/** A message that can be received next. */
export interface Candidate {
  readonly id: number;
  readonly receive_count: number;
}

interface Group {
  readonly group_id: string;
  readonly oldest_ms: number;
}

export interface PickRequest {
  readonly queue: string;
  readonly nowMs: number;
  readonly maxNumberOfMessages: number;
}

const STATEMENTS = {
  /** A loose index scan: it jumps from group to group, however many messages each has. */
  groups: `WITH RECURSIVE found (group_id) AS (
      SELECT MIN(group_id) FROM messages WHERE queue = ?1
      UNION ALL
      SELECT (SELECT MIN(group_id) FROM messages WHERE queue = ?1 AND group_id > found.group_id)
      FROM found WHERE found.group_id IS NOT NULL
    )
    SELECT group_id, (
      SELECT MIN(visible_at_ms) FROM messages WHERE queue = ?1 AND group_id = found.group_id
    ) AS oldest_ms
    FROM found WHERE group_id IS NOT NULL`,
  inFlight: `SELECT group_id, COUNT(*) AS count FROM messages
    WHERE attempt_open = 1 AND queue = ? AND visible_at_ms > ? GROUP BY group_id`,
  visible: `SELECT id, receive_count FROM messages
    WHERE queue = ? AND visible_at_ms <= ? ORDER BY visible_at_ms, id LIMIT ?`,
  visibleOfGroup: `SELECT id, receive_count FROM messages
    WHERE queue = ? AND group_id = ? AND visible_at_ms <= ? ORDER BY visible_at_ms, id LIMIT ?`,
  hasInFlight: `SELECT 1 FROM messages
    WHERE queue = ? AND group_id = ? AND visible_at_ms > ? AND receive_count > 0 LIMIT 1`,
  firstOfGroup: `SELECT id, receive_count, visible_at_ms, sequence FROM messages
    WHERE queue = ? AND group_id = ? AND sequence IS NOT NULL ORDER BY sequence LIMIT ?`,
} as const;

type InSequence = Candidate & { readonly visible_at_ms: number; readonly sequence: number };

/** Selects the messages of a queue to receive next. */
export class MessagePicker {
  readonly #statements: ReturnType<typeof prepareAll<keyof typeof STATEMENTS>>;

  constructor(database: DatabaseSync) {
    this.#statements = prepareAll(database, STATEMENTS);
  }

  /**
   * For a standard queue: the oldest message first. If there are groups, those with the fewest
   * messages in flight come first, so that a group with many messages does not delay the others.
   */
  pickFairly(request: PickRequest): readonly Candidate[] {
    const { queue, nowMs, maxNumberOfMessages } = request;
    const groups = this.#groups(request);
    if (groups.length > 1) return this.#pickAcrossGroups(groups, request);
    const rows = this.#statements.visible.all(queue, nowMs, maxNumberOfMessages);
    return rows as unknown as Candidate[];
  }

  #groups({ queue, nowMs }: PickRequest): readonly Group[] {
    const groups = this.#statements.groups.all(queue) as unknown as Group[];
    return groups.filter(({ oldest_ms }) => oldest_ms <= nowMs);
  }

  #pickAcrossGroups(groups: readonly Group[], request: PickRequest): readonly Candidate[] {
    const { queue, nowMs, maxNumberOfMessages } = request;
    const inFlight = this.#statements.inFlight.all(queue, nowMs) as unknown as {
      group_id: string;
      count: number;
    }[];
    const counts = new Map(inFlight.map(({ group_id, count }) => [group_id, count]));
    const waiting = groups
      .toSorted((a, b) => a.oldest_ms - b.oldest_ms)
      .map(({ group_id }) => ({ group_id, load: counts.get(group_id) ?? 0, rest: undefined }));
    return this.#pickByLoad(waiting, maxNumberOfMessages, (group) =>
      this.#statements.visibleOfGroup.all(queue, group, nowMs, maxNumberOfMessages),
    );
  }

  #pickByLoad(
    groups: { group_id: string; load: number; rest: Candidate[] | undefined }[],
    maxCount: number,
    candidatesOf: (group: string) => unknown[],
  ): readonly Candidate[] {
    const picked: Candidate[] = [];
    const waiting = new Set(groups);
    while (picked.length < maxCount && waiting.size > 0) {
      // Of the groups with the lowest load, the first has waited longest.
      const next = [...waiting].reduce((least, group) => (group.load < least.load ? group : least));
      next.rest ??= candidatesOf(next.group_id) as Candidate[];
      const candidate = next.rest.shift();
      next.load += 1;
      if (candidate === undefined) waiting.delete(next);
      else picked.push(candidate);
    }
    return picked;
  }

  /** For a FIFO queue: each group in sequence, and none that has a message in flight. */
  pickInSequence(request: PickRequest): readonly Candidate[] {
    const { queue, nowMs, maxNumberOfMessages } = request;
    const heads = this.#groups(request)
      .filter(({ group_id }) => !this.#statements.hasInFlight.get(queue, group_id, nowMs))
      .map(({ group_id }) => this.#firstOf(group_id, request))
      .filter((messages) => messages.length > 0)
      .toSorted(([a], [b]) => (a?.sequence ?? 0) - (b?.sequence ?? 0));
    return heads.flat().slice(0, maxNumberOfMessages);
  }

  /** Returns the messages before the first one that is not visible yet. */
  #firstOf(group: string, request: PickRequest): readonly InSequence[] {
    const { queue, nowMs, maxNumberOfMessages } = request;
    const rows = this.#statements.firstOfGroup.all(queue, group, maxNumberOfMessages);
    const messages = rows as unknown as InSequence[];
    const end = messages.findIndex(({ visible_at_ms }) => visible_at_ms > nowMs);
    return end === -1 ? messages : messages.slice(0, end);
  }
}
