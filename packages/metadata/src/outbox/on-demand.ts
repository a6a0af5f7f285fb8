// Loaded on demand: a run of the ETL without changes needs neither images nor their columns.
export { allCalls, allImages } from './all-rows.ts';
export { readCalls } from './read-calls.ts';
export { readImages } from './read-images.ts';
export { adoptCalls, reopenBatches, resendCalls, resendImages } from './resend.ts';
