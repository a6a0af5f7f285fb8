import { setFlagsFromString } from 'node:v8';

/** The index of a function that is imported, so that V8 compiles no function with this index. */
const NO_FUNCTION = 0;
const ALL_FUNCTIONS = -1;

/**
 * Runs `work`. V8 never optimises the functions of WebAssembly that it calls for the first time.
 *
 * PostgreSQL's grammar is one function of 100 KB, whose loop V8 considers hot after 10,000 tokens.
 * Optimising it takes a second or more of processor time and 600 MB, and does not make parsing
 * faster. V8 decides whether it may optimise a function when it compiles it, which is before its
 * first call.
 */
export function keepUnoptimised<T>(work: () => T): T {
  setFlagsFromString(`--wasm-tier-up-filter=${NO_FUNCTION}`);
  try {
    return work();
  } finally {
    setFlagsFromString(`--wasm-tier-up-filter=${ALL_FUNCTIONS}`);
  }
}
