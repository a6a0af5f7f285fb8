import type { Failure, FailureLog } from '@miniatura/metadata';
import { isRejectedRecord } from './describe-failure.ts';
import type { FailedMessage } from './park-message.ts';

export interface ParkedMessage extends FailedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
}

export interface ParkedMessages {
  /**
   * Receives some messages and hides them from other consumers. Returns none when all were
   * received.
   */
  receive(): Promise<readonly ParkedMessage[]>;
  delete(message: ParkedMessage): Promise<void>;
  /** Makes messages visible to other consumers again. */
  release(messages: readonly ParkedMessage[]): Promise<void>;
}

export interface RedriveDependencies {
  readonly parked: ParkedMessages;
  /** Sends a message to its source queue. */
  readonly queue: {
    send(message: FailedMessage): Promise<void>;
  };
  readonly failures: Pick<FailureLog, 'find' | 'markRedriven'>;
}

/** The failures to redrive: all, or those with these ids. */
export type RedriveSelection = 'all' | readonly string[];

/** The ids of failures by result. */
export interface RedriveReport {
  readonly redriven: readonly string[];
  /** Succeeded meanwhile, so that their parked messages are deleted. */
  readonly solved: readonly string[];
  /** Rejected Kafka records, which only their producer can correct. They stay parked. */
  readonly refusedRecords: readonly string[];
  /** Selected, but not in the parking queue. */
  readonly notFound: readonly string[];
}

type Decision = 'redriven' | 'solved' | 'refusedRecords' | 'duplicate' | 'notSelected';

/**
 * Redrives parked messages to their source queues. If it is killed and runs again, it may redrive a
 * message twice. This has no effect, because the thumbnailer ignores repeated events.
 */
export async function redriveFailures(
  selection: RedriveSelection,
  dependencies: RedriveDependencies,
): Promise<RedriveReport> {
  const { parked } = dependencies;
  const decisions = new Map<string, Decision>();
  const held = new Map<string, ParkedMessage>();
  try {
    for await (const [message, failure] of eachParked(held, dependencies)) {
      const decision = decide(message, failure, { selection, decisions });
      if (decision === 'redriven') await redrive(message, dependencies);
      if (decision !== 'notSelected' && decision !== 'refusedRecords') {
        await parked.delete(message);
        held.delete(message.messageId);
      }
      if (decision !== 'duplicate') decisions.set(message.failureId, decision);
    }
  } finally {
    await parked.release([...held.values()]);
  }
  return reportOf(decisions, selection);
}

/**
 * Yields each parked message once, with its recorded failure. Messages hidden from others are in
 * `held`.
 */
async function* eachParked(
  held: Map<string, ParkedMessage>,
  { parked, failures }: RedriveDependencies,
): AsyncGenerator<readonly [ParkedMessage, Failure | undefined]> {
  for (;;) {
    const messages = await parked.receive();
    // A message that is received again shows that the visibility timeout has ended and all were
    // seen.
    const isOver = messages.length === 0 || messages.some(({ messageId }) => held.has(messageId));
    for (const message of messages) held.set(message.messageId, message);
    if (isOver) return;
    const known = await failures.find(messages.map(({ failureId }) => failureId));
    const byId = new Map(known.map((failure) => [failure.failureId, failure]));
    for (const message of messages) yield [message, byId.get(message.failureId)];
  }
}

function decide(
  { failureId, body }: ParkedMessage,
  failure: Failure | undefined,
  context: {
    readonly selection: RedriveSelection;
    readonly decisions: ReadonlyMap<string, Decision>;
  },
): Decision {
  const { selection, decisions } = context;
  if (selection !== 'all' && !selection.includes(failureId)) return 'notSelected';
  if (isRejectedRecord(body)) return 'refusedRecords';
  if (decisions.has(failureId)) return 'duplicate';
  return failure?.state === 'solved' ? 'solved' : 'redriven';
}

/** Marks the failure first: the message may be processed before a later mark. */
async function redrive(
  { failureId, body, sourceArn }: ParkedMessage,
  { failures, queue }: RedriveDependencies,
): Promise<void> {
  await failures.markRedriven(failureId);
  await queue.send({ body, failureId, sourceArn });
}

function reportOf(
  decisions: ReadonlyMap<string, Decision>,
  selection: RedriveSelection,
): RedriveReport {
  const of = (wanted: Decision) =>
    [...decisions].flatMap(([failureId, decision]) => (decision === wanted ? failureId : []));
  return {
    redriven: of('redriven'),
    solved: of('solved'),
    refusedRecords: of('refusedRecords'),
    notFound: selection === 'all' ? [] : selection.filter((id) => !decisions.has(id)),
  };
}
