/** The `event` of a change of an image; its `data` is an `ImageEvent` in JSON. */
export const IMAGE_EVENT = 'image';

/** The `event` at the start of a stream. It has no data, but an id to resume from. */
export const CONNECTED_EVENT = 'connected';
