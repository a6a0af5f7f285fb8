import type { Failure, FailureLog } from '@miniatura/metadata';
import { isRefusedRecord } from './describe-failure.ts';
import type { FailedMessage } from './park-message.ts';

export interface ParkedMessage extends FailedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
}

export interface ParkedMessages {
  /** Some that nobody else looks at; none when all were seen. */
  receive(): Promise<readonly ParkedMessage[]>;
  delete(message: ParkedMessage): Promise<void>;
  /** Lets others see them again at once. */
  release(messages: readonly ParkedMessage[]): Promise<void>;
}

export interface RedriveDependencies {
  readonly parked: ParkedMessages;
  /** The queues that dead letters came from: a message goes to the one that has given it up. */
  readonly queue: {
    send(message: FailedMessage): Promise<void>;
  };
  readonly failures: Pick<FailureLog, 'find' | 'markRedriven'>;
}

/** Which failures to put back: all, or those of these ids. */
export type RedriveSelection = 'all' | readonly string[];

/** Ids of failures, by what became of them. */
export interface RedriveReport {
  readonly redriven: readonly string[];
  /** Had succeeded meanwhile: their parked copies are deleted. */
  readonly solved: readonly string[];
  /** Refused Kafka records, which only their producer can mend. They stay parked. */
  readonly refusedRecords: readonly string[];
  /** Asked for, but not in the parking queue. */
  readonly notFound: readonly string[];
}

type Verdict = 'redriven' | 'solved' | 'refusedRecords' | 'copy' | 'unchosen';

/**
 * Puts parked messages back into their queues. Killed in the middle, it may put one back once more
 * when it runs again, which changes nothing: the thumbnailer knows events that it has seen.
 */
export async function redriveFailures(
  selection: RedriveSelection,
  dependencies: RedriveDependencies,
): Promise<RedriveReport> {
  const { parked } = dependencies;
  const verdicts = new Map<string, Verdict>();
  const held = new Map<string, ParkedMessage>();
  try {
    for await (const [message, failure] of eachParked(held, dependencies)) {
      const verdict = judge(message, failure, { selection, verdicts });
      if (verdict === 'redriven') await putBack(message, dependencies);
      if (verdict !== 'unchosen' && verdict !== 'refusedRecords') {
        await parked.delete(message);
        held.delete(message.messageId);
      }
      if (verdict !== 'copy') verdicts.set(message.failureId, verdict);
    }
  } finally {
    await parked.release([...held.values()]);
  }
  return reportOf(verdicts, selection);
}

/** Each parked message once, with what is recorded of it. Those out of others' sight are `held`. */
async function* eachParked(
  held: Map<string, ParkedMessage>,
  { parked, failures }: RedriveDependencies,
): AsyncGenerator<readonly [ParkedMessage, Failure | undefined]> {
  for (;;) {
    const messages = await parked.receive();
    // One that is back in sight tells that the look through took too long, and has been all round.
    const isOver = messages.length === 0 || messages.some(({ messageId }) => held.has(messageId));
    for (const message of messages) held.set(message.messageId, message);
    if (isOver) return;
    const known = await failures.find(messages.map(({ failureId }) => failureId));
    const byId = new Map(known.map((failure) => [failure.failureId, failure]));
    for (const message of messages) yield [message, byId.get(message.failureId)];
  }
}

function judge(
  { failureId, body }: ParkedMessage,
  failure: Failure | undefined,
  context: {
    readonly selection: RedriveSelection;
    readonly verdicts: ReadonlyMap<string, Verdict>;
  },
): Verdict {
  const { selection, verdicts } = context;
  if (selection !== 'all' && !selection.includes(failureId)) return 'unchosen';
  if (isRefusedRecord(body)) return 'refusedRecords';
  if (verdicts.has(failureId)) return 'copy';
  return failure?.state === 'solved' ? 'solved' : 'redriven';
}

/** Marked first, since a message that is put back may be solved before anyone could mark it. */
async function putBack(
  { failureId, body, sourceArn }: ParkedMessage,
  { failures, queue }: RedriveDependencies,
): Promise<void> {
  await failures.markRedriven(failureId);
  await queue.send({ body, failureId, sourceArn });
}

function reportOf(
  verdicts: ReadonlyMap<string, Verdict>,
  selection: RedriveSelection,
): RedriveReport {
  const of = (wanted: Verdict) =>
    [...verdicts].flatMap(([failureId, verdict]) => (verdict === wanted ? failureId : []));
  return {
    redriven: of('redriven'),
    solved: of('solved'),
    refusedRecords: of('refusedRecords'),
    notFound: selection === 'all' ? [] : selection.filter((id) => !verdicts.has(id)),
  };
}
