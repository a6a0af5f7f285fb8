export interface MultipartUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly initiated: Date;
}

/** The multipart uploads of a bucket that were begun and not completed. */
export interface MultipartUploads {
  readonly bucket: string;
  listUploads(): AsyncGenerator<readonly MultipartUpload[]>;
  abortUpload(upload: MultipartUpload): Promise<void>;
}
