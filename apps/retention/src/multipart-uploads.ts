export interface MultipartUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly initiated: Date;
}

/** The incomplete multipart uploads of a bucket. */
export interface MultipartUploads {
  readonly bucket: string;
  listUploads(): AsyncGenerator<readonly MultipartUpload[]>;
  abortUpload(upload: MultipartUpload): Promise<void>;
}
