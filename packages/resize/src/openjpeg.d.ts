/** The part of OpenJPEG's wrapper that is used; the package has no types. */
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  interface Decoder {
    /** Returns the buffer into which the caller writes the file. */
    getEncodedBuffer(byteCount: number): Uint8Array;
    decode(): void;
    /** Frees the decoder's memory. */
    delete(): void;
    /**
     * Returns a view of the module's memory: interleaved pixels of 8 bits, or 16 bits
     * little-endian.
     */
    getDecodedBuffer(): Uint8Array;
    getFrameInfo(): {
      readonly width: number;
      readonly height: number;
      readonly bitsPerSample: number;
      readonly componentCount: number;
    };
  }
  export interface OpenJpeg {
    readonly J2KDecoder: new () => Decoder;
  }
  export default function createOpenJpeg(options: {
    readonly wasmBinary: Uint8Array;
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  }): Promise<OpenJpeg>;
}
