export { createdEvent } from './created-event.ts';
export type { CreatedObject } from './created-event.ts';
export { UnreadableMessageError } from './errors.ts';
export type { ObjectEvent } from './object-event.ts';
export { objectNamedBy } from './object-named-by.ts';
export type { NamedObject } from './object-named-by.ts';
export { parseObjectEvents } from './parse-object-events.ts';
