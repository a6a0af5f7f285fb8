import type { JsonObject } from '@miniatura/local-service';
import type { MoveTask } from '../move-task-store.ts';
import { queueArn } from '../queue-address.ts';
import { optionalInteger, optionalText, requiredText } from '../request-fields.ts';
import type { Operation } from './operation.ts';

const StartMessageMoveTask: Operation = (input, { moveTasks }) => ({
  TaskHandle: moveTasks.start({
    sourceArn: requiredText(input, 'SourceArn'),
    destinationArn: optionalText(input, 'DestinationArn'),
    maxNumberOfMessagesPerSecond: optionalInteger(input, 'MaxNumberOfMessagesPerSecond', {
      min: 1,
      max: 500,
    }),
  }),
});

function taskFields(task: MoveTask, region: string): JsonObject {
  return {
    // SQS returns the handle of running tasks only.
    TaskHandle: task.status === 'RUNNING' ? task.handle : undefined,
    Status: task.status,
    SourceArn: queueArn(region, task.source),
    DestinationArn: task.destination === null ? undefined : queueArn(region, task.destination),
    MaxNumberOfMessagesPerSecond: task.max_per_second ?? undefined,
    ApproximateNumberOfMessagesMoved: task.moved_count,
    ApproximateNumberOfMessagesToMove: task.to_move_count,
    FailureReason: task.failure_reason ?? undefined,
    StartedTimestamp: task.started_ms,
  };
}

const ListMessageMoveTasks: Operation = (input, { moveTasks, service }) => {
  const maxResults = optionalInteger(input, 'MaxResults', { min: 1, max: 10 }) ?? 1;
  const tasks = moveTasks.list(requiredText(input, 'SourceArn'), maxResults);
  return { Results: tasks.map((task) => taskFields(task, service.context.region)) };
};

const CancelMessageMoveTask: Operation = (input, { moveTasks }) => ({
  ApproximateNumberOfMessagesMoved: moveTasks.cancel(requiredText(input, 'TaskHandle')),
});

export const moveTaskOperations = {
  CancelMessageMoveTask,
  ListMessageMoveTasks,
  StartMessageMoveTask,
};
