import { jsonrepair } from 'jsonrepair';
import { VisionError } from './errors.ts';
import { quote } from './quote.ts';

/** Longer answers are rejected. */
const MAX_CHARACTERS = 100_000;

/**
 * Extracts the JSON from a model's answer. Models surround it with text and code fences, and
 * truncate it.
 * @throws VisionError `invalid-answer`
 */
export function readJsonAnswer(text: string): unknown {
  const start = text.search(/[{[]/);
  if (start === -1 || text.length > MAX_CHARACTERS) throw invalid(text);
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;
  try {
    return JSON.parse(text.slice(start, end));
  } catch {
    return repaired(text.slice(start));
  }
}

function repaired(text: string): unknown {
  try {
    return JSON.parse(jsonrepair(text));
  } catch (cause) {
    throw invalid(text, cause);
  }
}

const SHOWN_CHARACTERS = 100;

function invalid(text: string, cause?: unknown): VisionError {
  const received = quote(text, SHOWN_CHARACTERS);
  return new VisionError(
    'invalid-answer',
    `Expected JSON from the vision model but received ${received}`,
    { cause },
  );
}
