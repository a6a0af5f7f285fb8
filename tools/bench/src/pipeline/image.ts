/** An image to process: its key in the bucket, and its file. */
export interface Image {
  readonly key: string;
  readonly path: string;
}
