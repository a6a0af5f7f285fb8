import type { S3Client } from '@aws-sdk/client-s3';
import { deleteObjects, listObjects } from '@miniatura/objects';

/** Access to the files of the data lake, which Redshift writes. */
export interface LakeFiles {
  /** `s3://BUCKET` */
  readonly uri: string;
  /** Deletes the chosen objects with this prefix. Finding none is no error. */
  deleteSome(keyPrefix: string, isChosen: (key: string) => boolean): Promise<void>;
}

/** Returns the files of an S3 bucket. */
export function s3LakeFiles(s3: S3Client, bucket: string): LakeFiles {
  return {
    uri: `s3://${bucket}`,
    async deleteSome(keyPrefix, isChosen) {
      for await (const objects of listObjects(s3, { bucket, prefix: keyPrefix })) {
        const chosen = objects.filter(({ key }) => isChosen(key));
        if (chosen.length > 0) await deleteObjects(s3, bucket, chosen);
      }
    },
  };
}
