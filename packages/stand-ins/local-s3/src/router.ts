import { S3Error } from './errors.ts';
import type { Operation } from './operation.ts';
import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from './operations/acls.ts';
import {
  deleteConfiguration,
  getAbsent,
  getConfiguration,
  getConstant,
  getPolicyStatus,
  putConfiguration,
} from './operations/bucket-configurations.ts';
import {
  getNotificationConfiguration,
  putNotificationConfiguration,
} from './operations/bucket-notifications.ts';
import { getVersioning, putVersioning } from './operations/bucket-versioning.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket } from './operations/buckets.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { deleteObject, deleteObjects } from './operations/delete-objects.ts';
import { getObjectAttributes } from './operations/get-object-attributes.ts';
import { getObject, headObject } from './operations/get-object.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { listObjects, listObjectVersions } from './operations/list-objects.ts';
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
} from './operations/multipart-uploads.ts';
import {
  getObjectLegalHold,
  getObjectRetention,
  putObjectLegalHold,
  putObjectLockConfiguration,
  putObjectRetention,
} from './operations/object-locks.ts';
import {
  deleteObjectTagging,
  getObjectTagging,
  putObjectTagging,
} from './operations/object-tagging.ts';
import { putObject } from './operations/put-object.ts';
import { uploadPart, uploadPartCopy } from './operations/upload-part.ts';
import type { S3Request } from './s3-request.ts';

/** Query parameters that select another operation than that of the method. */
export const SUBRESOURCES = new Set([
  'abac',
  'accelerate',
  'acl',
  'analytics',
  'append',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metadataConfiguration',
  'metadataTable',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
]);

/** `METHOD level subresource` to operation. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET service': listBuckets,

  'PUT bucket': createBucket,
  'HEAD bucket': headBucket,
  'DELETE bucket': deleteBucket,
  'GET bucket': listObjects,
  'GET bucket versions': listObjectVersions,
  'GET bucket uploads': listMultipartUploads,
  'GET bucket location': getBucketLocation,
  'POST bucket delete': deleteObjects,
  'GET bucket versioning': getVersioning,
  'PUT bucket versioning': putVersioning,
  'GET bucket notification': getNotificationConfiguration,
  'PUT bucket notification': putNotificationConfiguration,
  'GET bucket cors': getConfiguration('cors'),
  'PUT bucket cors': putConfiguration('cors'),
  'DELETE bucket cors': deleteConfiguration('cors'),
  'GET bucket lifecycle': getConfiguration('lifecycle'),
  'PUT bucket lifecycle': putConfiguration('lifecycle'),
  'DELETE bucket lifecycle': deleteConfiguration('lifecycle'),
  'GET bucket tagging': getConfiguration('tagging'),
  'PUT bucket tagging': putConfiguration('tagging'),
  'DELETE bucket tagging': deleteConfiguration('tagging'),
  'GET bucket acl': getBucketAcl,
  'PUT bucket acl': putBucketAcl,
  'GET bucket encryption': getConfiguration('encryption'),
  'PUT bucket encryption': putConfiguration('encryption'),
  'DELETE bucket encryption': deleteConfiguration('encryption'),
  'GET bucket object-lock': getConfiguration('object-lock'),
  'PUT bucket object-lock': putObjectLockConfiguration,
  'GET bucket ownershipControls': getConfiguration('ownershipControls'),
  'PUT bucket ownershipControls': putConfiguration('ownershipControls'),
  'DELETE bucket ownershipControls': deleteConfiguration('ownershipControls'),
  'GET bucket policy': getConfiguration('policy'),
  'PUT bucket policy': putConfiguration('policy', 204),
  'DELETE bucket policy': deleteConfiguration('policy'),
  'GET bucket policyStatus': getPolicyStatus,
  'GET bucket publicAccessBlock': getConfiguration('publicAccessBlock'),
  'PUT bucket publicAccessBlock': putConfiguration('publicAccessBlock'),
  'DELETE bucket publicAccessBlock': deleteConfiguration('publicAccessBlock'),
  'GET bucket accelerate': getConstant('AccelerateConfiguration'),
  'GET bucket logging': getConstant('BucketLoggingStatus'),
  'GET bucket requestPayment': getConstant('RequestPaymentConfiguration', { Payer: 'BucketOwner' }),
  'GET bucket replication': getAbsent('ReplicationConfigurationNotFoundError'),
  'GET bucket website': getAbsent('NoSuchWebsiteConfiguration'),

  'GET object': getObject,
  'HEAD object': headObject,
  'PUT object': putObject,
  'PUT object copy': copyObject,
  'DELETE object': deleteObject,
  'GET object attributes': getObjectAttributes,
  'GET object acl': getObjectAcl,
  'PUT object acl': putObjectAcl,
  'GET object legal-hold': getObjectLegalHold,
  'PUT object legal-hold': putObjectLegalHold,
  'GET object retention': getObjectRetention,
  'PUT object retention': putObjectRetention,
  'GET object tagging': getObjectTagging,
  'PUT object tagging': putObjectTagging,
  'DELETE object tagging': deleteObjectTagging,
  'POST object uploads': createMultipartUpload,
  'PUT object uploadId': uploadPart,
  'PUT object uploadId copy': uploadPartCopy,
  'GET object uploadId': listParts,
  'POST object uploadId': completeMultipartUpload,
  'DELETE object uploadId': abortMultipartUpload,
};

/**
 * Returns the operation of a request.
 * @throws S3Error NotImplemented with the subresource, MethodNotAllowed
 */
export function findOperation({ method, bucket, key, query, headers }: S3Request): Operation {
  const level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const subresource = [...query.keys()].find((name) => SUBRESOURCES.has(name));
  const isCopy = method === 'PUT' && level === 'object' && headers.has('x-amz-copy-source');
  const route = [method, level, subresource, isCopy ? 'copy' : undefined];
  const operation = OPERATIONS[route.filter((word) => word !== undefined).join(' ')];
  if (operation) return operation;
  if (subresource !== undefined) {
    throw new S3Error('NotImplemented', `${method} ?${subresource} is not implemented.`, {
      ResourceType: subresource,
    });
  }
  throw new S3Error('MethodNotAllowed', undefined, { Method: method });
}
