/** The part of OpenJPEG's wrapper that we call; the package has no types of its own. */
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  interface Decoder {
    /** Where the file is to be put. */
    getEncodedBuffer(byteCount: number): Uint8Array;
    decode(): void;
    /** A view into the module's memory: pixels interleaved, 8 bits or 16 little-endian. */
    getDecodedBuffer(): Uint8Array;
    getFrameInfo(): {
      readonly width: number;
      readonly height: number;
      readonly bitsPerSample: number;
      readonly componentCount: number;
    };
  }
  interface OpenJpeg {
    readonly J2KDecoder: new () => Decoder;
  }
  export default function createOpenJpeg(options: {
    readonly wasmBinary: Uint8Array;
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
  }): Promise<OpenJpeg>;
}
