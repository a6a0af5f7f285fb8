export { describeError } from './describe-error.ts';
export { endOnOutputError } from './end-on-output-error.ts';
export { escapeControlCharacters } from './escape-control-characters.ts';
export { escapeLogValue, LOGGER_OPTIONS } from './escape-log-value.ts';
export { printNote } from './print-note.ts';
export { printableJson } from './printable-json.ts';
export { durationText } from './progress-text.ts';
export { showProgress } from './show-progress.ts';
export type { Log } from './log.ts';
