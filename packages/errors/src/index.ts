export { AppError, TerminalError, TransientError } from './app-error.ts';
export { isConnectionFailure, isTerminal, isTransient } from './is-transient.ts';
export { messageOf } from './message-of.ts';
