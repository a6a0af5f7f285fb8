import type { JsonObject } from '@miniatura/local-service';
import type { MoveTaskRunner } from '../move-task-runner.ts';
import type { Queue } from '../queue.ts';
import { queueNameOfUrl } from '../queue-address.ts';
import type { QueueService } from '../queue-service.ts';
import { requiredText } from '../request-fields.ts';

export interface OperationContext {
  readonly service: QueueService;
  readonly moveTasks: MoveTaskRunner;
  /** Aborts when the caller has gone, or the server closes. */
  readonly signal: AbortSignal;
}

/** One SQS operation: the request's fields in, the answer's fields out. */
export type Operation = (
  input: JsonObject,
  context: OperationContext,
) => JsonObject | Promise<JsonObject>;

/** The queue that a request's QueueUrl names. */
export const queueOf = (input: JsonObject, { service }: OperationContext): Queue =>
  service.getQueue(queueNameOfUrl(requiredText(input, 'QueueUrl')));
