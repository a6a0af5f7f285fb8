/** Widths in pixels that are rendered; other widths are rounded up to the next one. */
export const RENDER_WIDTHS = [
  64, 96, 128, 192, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2560,
] as const;
