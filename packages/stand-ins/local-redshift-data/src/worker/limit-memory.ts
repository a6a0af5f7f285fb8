/** What PostgreSQL may take: joins and sorts of some million rows fit. */
const MAX_BYTE_COUNT = 1024 * 1024 * 1024;

const PAGE_BYTE_COUNT = 64 * 1024;

/** As much of WebAssembly's memory as is used: Node's types have no name for it. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pageCount: number): number;
}

interface WasmGlobal {
  readonly WebAssembly: { readonly Memory: { readonly prototype: WasmMemory } };
}

/**
 * Keeps the WebAssembly of this thread from growing without bound: PostgreSQL is told that there is
 * no more memory, and fails the statement that wanted it with "out of memory" (53200).
 */
export const limitMemory = (): void => {
  const { prototype } = (globalThis as unknown as WasmGlobal).WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function (this: WasmMemory, pageCount: number): number {
    const byteCount = this.buffer.byteLength + pageCount * PAGE_BYTE_COUNT;
    if (byteCount > MAX_BYTE_COUNT) {
      throw new RangeError(`Expected at most ${MAX_BYTE_COUNT} bytes but ${byteCount} are wanted`);
    }
    return grow.call(this, pageCount);
  };
};
