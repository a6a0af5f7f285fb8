export { createHandler } from './create-handler.ts';
export type { HandlerDependencies } from './create-handler.ts';
export type { ParkMessageDependencies } from './park-message.ts';
export { redriveFailures } from './redrive-failures.ts';
export type { RedriveDependencies, RedriveReport, RedriveSelection } from './redrive-failures.ts';
