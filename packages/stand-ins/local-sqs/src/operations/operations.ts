import { messageOperations } from './message-operations.ts';
import { moveTaskOperations } from './move-task-operations.ts';
import { queueOperations } from './queue-operations.ts';

/** All operations by name. */
export const OPERATIONS = { ...queueOperations, ...messageOperations, ...moveTaskOperations };

export type OperationName = keyof typeof OPERATIONS;
