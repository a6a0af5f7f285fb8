/** Memory limit of PostgreSQL: joins and sorts of some million rows fit. */
const MAX_BYTE_COUNT = 1024 * 1024 * 1024;

const PAGE_BYTE_COUNT = 64 * 1024;

/** The used part of WebAssembly's memory interface, for which Node has no type. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pageCount: number): number;
}

interface WasmGlobal {
  readonly WebAssembly: { readonly Memory: { readonly prototype: WasmMemory } };
}

/**
 * Limits the WebAssembly memory of this thread: PostgreSQL is told that no memory is left, and
 * fails the statement with "out of memory" (53200).
 */
export function limitMemory(): void {
  const { prototype } = (globalThis as unknown as WasmGlobal).WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function (this: WasmMemory, pageCount: number): number {
    const byteCount = this.buffer.byteLength + pageCount * PAGE_BYTE_COUNT;
    if (byteCount > MAX_BYTE_COUNT) {
      throw new RangeError(`Expected at most ${MAX_BYTE_COUNT} bytes but ${byteCount} are wanted`);
    }
    return grow.call(this, pageCount);
  };
}
