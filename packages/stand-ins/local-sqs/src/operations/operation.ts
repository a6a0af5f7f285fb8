import type { JsonObject } from '@miniatura/local-service';
import type { MoveTaskRunner } from '../move-task-runner.ts';
import { queueNameOfUrl } from '../queue-address.ts';
import type { QueueService } from '../queue-service.ts';
import type { Queue } from '../queue.ts';
import { requiredText } from '../request-fields.ts';

export interface OperationContext {
  readonly service: QueueService;
  readonly moveTasks: MoveTaskRunner;
  /** Aborts when the client disconnects or the server closes. */
  readonly signal: AbortSignal;
}

/** One SQS operation: it receives the request's fields and returns the response's fields. */
export type Operation = (
  input: JsonObject,
  context: OperationContext,
) => JsonObject | Promise<JsonObject>;

/** Returns the queue of a request's QueueUrl. @throws SqsServiceError QueueDoesNotExist */
export function queueOf(input: JsonObject, { service }: OperationContext): Queue {
  return service.getQueue(queueNameOfUrl(requiredText(input, 'QueueUrl')));
}
