/** A rendition, as it was stored. */
export interface ScriptRendition {
  readonly name: string;
  readonly mediaType: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** A picture, as a processing script is given it. */
export interface ScriptImage {
  /** The original's. */
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** In pixels, upright: after orientation. */
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  /** Of the original's bytes, hexadecimal. */
  readonly sha256: string;
  /** `confidence` in percent. */
  readonly labels: readonly { readonly name: string; readonly confidence: number }[];
  readonly altText: string | null;
  /** From small to large: WebP by default, upright and without private metadata. */
  readonly renditions: readonly ScriptRendition[];
}

/** Where the picture lies, and how long the script may take. */
export interface ScriptContext {
  readonly imageId: string;
  readonly bucket: string;
  readonly key: string;
  /** From the start of the script's thread on. */
  readonly timeoutMs: number;
}

/**
 * What a script's module exports as `process`. It returns what is to be stored with the image:
 * anything that is JSON, of at most 32 KB.
 */
export type ProcessingScript = (image: ScriptImage, context: ScriptContext) => unknown;
