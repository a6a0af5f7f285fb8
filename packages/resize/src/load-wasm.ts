import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Memory limit of one decoder. No image within the default limits needs more. */
const MAX_MEMORY_BYTES = 2 ** 30 + 2 ** 29;
const PAGE_BYTES = 65_536;
const PREAMBLE_BYTES = 8;
const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

/**
 * Loads a WebAssembly module of a package with a memory limit. A decoder that exceeds it fails.
 * @param specifier import specifier, such as `jxl-oxide-wasm/module.wasm`
 * @param maxByteCount memory limit in bytes, in whole pages of 64 KiB
 */
export function loadWasm(
  specifier: string,
  maxByteCount = MAX_MEMORY_BYTES,
): Uint8Array<ArrayBuffer> {
  return limitMemory(readFileSync(fileURLToPath(import.meta.resolve(specifier))), maxByteCount);
}

/**
 * Rewrites the memory section (WebAssembly Core Specification, 5.5.8) of a module with one memory.
 */
function limitMemory(module: Buffer, maxByteCount: number): Uint8Array<ArrayBuffer> {
  for (let at = PREAMBLE_BYTES; at < module.length;) {
    const { value: size, end: bodyAt } = readLeb128(module, at + 1);
    if (module[at] === MEMORY_SECTION) {
      const { value: least } = readLeb128(module, bodyAt + 2);
      const limits = [...leb128(least), ...leb128(maxByteCount / PAGE_BYTES)];
      const body = [1, HAS_MAXIMUM, ...limits];
      const section = [MEMORY_SECTION, ...leb128(body.length), ...body];
      return new Uint8Array(
        Buffer.concat([
          module.subarray(0, at),
          Buffer.from(section),
          module.subarray(bodyAt + size),
        ]),
      );
    }
    at = bodyAt + size;
  }
  throw new Error('Expected a module with a memory of its own but received none');
}

/** Reads a LEB128 number: seven bits per byte, the lowest first. */
function readLeb128(bytes: Buffer, at: number): { readonly value: number; readonly end: number } {
  let [value, factor, end] = [0, 1, at];
  for (;;) {
    const byte = bytes[end++] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return { value, end };
    factor *= 128;
  }
}

function leb128(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...leb128(Math.floor(value / 128))];
}
