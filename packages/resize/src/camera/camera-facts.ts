/** What a camera recorded about an image. Unknown values are null. The location is never read. */
export interface CameraFacts {
  /** Manufacturer of the camera, in its own spelling. */
  readonly cameraMake: string | null;
  readonly cameraModel: string | null;
  readonly lensModel: string | null;
  /** Local time of the camera's clock, such as `2022-08-22T20:30:46.023`. */
  readonly capturedAt: string | null;
  /** Offset of `capturedAt` from UTC, such as `+02:00`; many cameras do not write it. */
  readonly captureZone: string | null;
  /** Focal length of the lens in millimetres, not the 35 mm equivalent. */
  readonly focalLengthMm: number | null;
  readonly exposureSeconds: number | null;
  /** Focal length divided by the aperture: 1.7 for f/1.7. */
  readonly fNumber: number | null;
  /** Sensitivity according to ISO 12232. */
  readonly isoSpeed: number | null;
}

/** The values of `CameraFacts` as read from a metadata block, before they are validated. */
export type RawCameraFacts = Readonly<Record<keyof CameraFacts, unknown>>;
