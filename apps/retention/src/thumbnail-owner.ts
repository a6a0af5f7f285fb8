/** The prefix under which all thumbnails of an image lie: `<image id>/<sequencer>/large.webp`. */
export function thumbnailPrefix(imageId: string): string {
  return `${imageId}/`;
}

/** The image that a thumbnail is of, by its key. */
export function imageIdOfThumbnail(key: string): string {
  return key.split('/')[0] ?? '';
}
