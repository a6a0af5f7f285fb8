/** A stored rendition. */
export interface ScriptRendition {
  readonly name: string;
  readonly mediaType: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** The image that a processing script receives. */
export interface ScriptImage {
  /** The bytes of the original. */
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** In pixels, after applying the orientation. */
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  /** Of the original's bytes, hexadecimal. */
  readonly sha256: string;
  /** `confidence` is in percent. */
  readonly labels: readonly { readonly name: string; readonly confidence: number }[];
  readonly altText: string | null;
  /** From small to large. WebP by default, upright and without private metadata. */
  readonly renditions: readonly ScriptRendition[];
}

/** The location of the image, and the script's timeout. */
export interface ScriptContext {
  readonly imageId: string;
  readonly bucket: string;
  readonly key: string;
  /** Counted from the start of the script's thread. */
  readonly timeoutMs: number;
}

/**
 * The function that a script's module exports as `process`. It returns the result to store with the
 * image: any JSON value of at most 32 KB.
 */
export type ProcessingScript = (image: ScriptImage, context: ScriptContext) => unknown;
