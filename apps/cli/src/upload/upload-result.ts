/**
 * The result of a file. `uploaded`: it was not awaited, or is still being processed; `processed`,
 * `rejected` and `quarantined` are those of the image; a `failed` file was not uploaded.
 */
export interface UploadResult {
  readonly file: string;
  /** Null for a file that was not uploaded. */
  readonly imageId: string | null;
  readonly status: string;
  readonly code: string | null;
  readonly message: string | null;
}
