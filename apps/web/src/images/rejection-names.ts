import { t } from '../language/language.ts';
import type { Message } from '../language/spanish.ts';

const NAMES: Readonly<Record<string, Message>> = {
  empty: 'Empty file',
  'unsupported-type': 'Unsupported type',
  'unsupported-feature': 'Unsupported feature',
  'too-large': 'Too large',
  'too-many-pixels': 'Too many pixels',
  'too-many-frames': 'Too many frames',
  'too-many-channels': 'Too many channels',
  'too-complex': 'Too complex',
  corrupt: 'Damaged',
  'no-visible-pixels': 'Fully transparent',
  'too-slow': 'Too slow',
};

/** Returns the name of a rejection code for users; an unknown code is its own name. */
export function rejectionName(code: string): string {
  const name = NAMES[code];
  return name === undefined ? code : t(name);
}
