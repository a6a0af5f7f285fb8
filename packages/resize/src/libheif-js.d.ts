/** The part of libheif's embind bindings that is used; the package has no types for this entry. */
declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  interface HeifFailure {
    readonly code: { readonly value: number };
    readonly message: string;
  }

  /** Handles are objects on the WebAssembly heap; a failed call returns a `HeifFailure` instead. */
  interface Libheif {
    readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
    readonly heif_chroma: Readonly<
      Record<
        | 'heif_chroma_interleaved_RGB'
        | 'heif_chroma_interleaved_RGBA'
        | 'heif_chroma_interleaved_RRGGBB_LE'
        | 'heif_chroma_interleaved_RRGGBBAA_LE',
        unknown
      >
    >;
    heif_context_alloc(): unknown;
    heif_context_read_from_memory(context: unknown, bytes: Uint8Array): HeifFailure;
    heif_js_context_get_primary_image_handle(context: unknown): object;
    heif_image_handle_get_width(handle: object): number;
    heif_image_handle_get_height(handle: object): number;
    heif_image_handle_has_alpha_channel(handle: object): number;
    heif_js_decode_image2(handle: object, colorspace: unknown, chroma: unknown): object;
  }

  export default function createLibheif(): Libheif;
}
