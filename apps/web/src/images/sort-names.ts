import type { Message } from '../language/spanish.ts';
import type { ImageFilter } from './image-filter.ts';

export const SORT_NAMES: Readonly<Record<ImageFilter['sort'], Message>> = {
  '': 'Newest first',
  oldest: 'Oldest first',
  name: 'Name',
  largest: 'Largest file first',
};
