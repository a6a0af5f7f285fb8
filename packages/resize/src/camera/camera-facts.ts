/** What a camera has written of a picture; null where it is not known. The place is never read. */
export interface CameraFacts {
  /** Maker of the camera, as it spells itself. */
  readonly cameraMake: string | null;
  readonly cameraModel: string | null;
  readonly lensModel: string | null;
  /** The camera's own clock, such as `2022-08-22T20:30:46.023`. */
  readonly capturedAt: string | null;
  /** Its offset from UTC, such as `+02:00`; many cameras do not write it. */
  readonly captureZone: string | null;
  /** In millimetres, of the lens and not of an equivalent one. */
  readonly focalLengthMm: number | null;
  readonly exposureSeconds: number | null;
  /** Focal length by aperture: 1.7 for f/1.7. */
  readonly fNumber: number | null;
  /** Sensitivity as ISO 12232 has it. */
  readonly isoSpeed: number | null;
}

/** The values of `CameraFacts` as a block of metadata has them, before they are checked. */
export type RawCameraFacts = Readonly<Record<keyof CameraFacts, unknown>>;
