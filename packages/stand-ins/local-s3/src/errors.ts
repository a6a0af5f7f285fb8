/** The errors that this endpoint returns: S3's code, its HTTP status and a default message. */
export const S3_ERRORS = {
  AccessControlListNotSupported: [400, 'The bucket does not allow ACLs.'],
  AccessDenied: [403, 'Access Denied.'],
  AccessForbidden: [403, 'CORSResponse: This CORS request is not allowed.'],
  AuthorizationHeaderMalformed: [400, 'The authorization header that you provided is not valid.'],
  AuthorizationQueryParametersError: [400, 'The authorization query parameters are not valid.'],
  BadDigest: [400, 'The checksum you specified did not match what was received.'],
  BucketAlreadyOwnedByYou: [409, 'The bucket exists already, and you own it.'],
  BucketNotEmpty: [409, 'The bucket you tried to delete is not empty.'],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed size.'],
  EntityTooSmall: [400, 'Your proposed upload is smaller than the minimum allowed size.'],
  IncompleteBody: [400, 'You did not provide the number of bytes that your headers announced.'],
  InternalError: [500, 'The local endpoint met an unexpected fault; see its standard error.'],
  InvalidAccessKeyId: [403, 'The access key id you provided is not known to this endpoint.'],
  InvalidArgument: [400, 'Invalid argument.'],
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidDigest: [400, 'The Content-MD5 or checksum value that you specified is not valid.'],
  InvalidPart: [400, 'One or more of the specified parts could not be found or did not match.'],
  InvalidPartNumber: [416, 'The requested partnumber is not satisfiable'],
  InvalidPartOrder: [400, 'The list of parts was not in ascending order.'],
  InvalidPolicyDocument: [
    400,
    'The content of the form does not meet the conditions specified in the policy document.',
  ],
  InvalidRange: [416, 'The requested range is not satisfiable.'],
  InvalidRequest: [400, 'The request is not valid.'],
  InvalidTag: [400, 'The tag provided was not valid.'],
  InvalidURI: [400, 'The path or query of the request could not be parsed.'],
  KeyTooLongError: [400, 'Your key is too long.'],
  MalformedPOSTRequest: [400, 'The body of your POST request is not well-formed form data.'],
  MalformedXML: [400, 'The XML you provided was not well-formed or did not match the schema.'],
  MaxPostPreDataLengthExceededError: [
    400,
    'Your POST request fields preceding the upload file were too large.',
  ],
  MetadataTooLarge: [400, 'Your metadata headers exceed the maximum allowed metadata size.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  NoSuchBucket: [404, 'The specified bucket does not exist.'],
  NoSuchCORSConfiguration: [404, 'The CORS configuration does not exist.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchLifecycleConfiguration: [404, 'The lifecycle configuration does not exist.'],
  NoSuchTagSet: [404, 'The TagSet does not exist.'],
  NoSuchUpload: [404, 'The specified multipart upload does not exist.'],
  NoSuchVersion: [404, 'The specified version does not exist.'],
  NotImplemented: [501, 'This functionality is not implemented.'],
  PreconditionFailed: [412, 'At least one of the preconditions you specified did not hold.'],
  RequestTimeTooSkewed: [403, 'The request time and the current time differ too much.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided. Check your secret access key and signing method.',
  ],
  SlowDown: [503, 'Please reduce your request rate.'],
  XAmzContentSHA256Mismatch: [
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
  InvalidBucketAclWithObjectOwnership: [
    400,
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  ],
  InvalidBucketState: [409, 'The request is not valid with the current state of the bucket.'],
  InvalidEncryptionAlgorithmError: [
    400,
    'The encryption request you specified is not valid. Supported value: AES256.',
  ],
  InvalidRetentionPeriod: [400, 'Default retention period must be a positive integer value.'],
  MalformedACLError: [
    400,
    'The ACL that you provided was not well formed or did not validate against our published schema.',
  ],
  MalformedPolicy: [400, 'The policy is not well-formed.'],
  MissingSecurityHeader: [400, 'Your request is missing a required header.'],
  NoSuchBucketPolicy: [404, 'The bucket policy does not exist.'],
  NoSuchObjectLockConfiguration: [
    404,
    'The specified object does not have a ObjectLock configuration.',
  ],
  NoSuchPublicAccessBlockConfiguration: [
    404,
    'The public access block configuration was not found.',
  ],
  NoSuchWebsiteConfiguration: [404, 'The specified bucket does not have a website configuration.'],
  ObjectLockConfigurationNotFoundError: [
    404,
    'Object Lock configuration does not exist for this bucket.',
  ],
  ReplicationConfigurationNotFoundError: [404, 'The replication configuration was not found.'],
  ServerSideEncryptionConfigurationNotFoundError: [
    404,
    'The server side encryption configuration was not found.',
  ],
  UnresolvableGrantByEmailAddress: [
    400,
    'The email address you provided does not match any account on record.',
  ],
} as const satisfies Record<string, readonly [number, string]>;

/** The `Code` of an S3 error response. */
export type S3ErrorCode = keyof typeof S3_ERRORS;

/** Elements of an error response in addition to `Code` and `Message`, such as `Key`. */
export type S3ErrorFields = Readonly<Record<string, string>>;

/** An error that is returned as S3's XML response, together with `headers`. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: S3ErrorCode;
  readonly status: number;
  readonly fields: S3ErrorFields;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: S3ErrorCode,
    message: string = S3_ERRORS[code][1],
    fields: S3ErrorFields = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.code = code;
    this.status = S3_ERRORS[code][0];
    this.fields = fields;
    this.headers = headers;
  }
}

/** An option of `startLocalS3` is invalid. */
export class InvalidOptionError extends Error {
  override readonly name = 'InvalidOptionError';
  readonly code = 'invalid-option';
  readonly option: string;

  constructor(option: string, expected: string, received: unknown) {
    super(`Expected ${expected} for ${option} but received ${String(received)}`);
    this.option = option;
  }
}

/** Another process, or another server of this process, has locked the folder. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
  readonly code = 'directory-in-use';
  readonly directory: string;

  constructor(directory: string, cause: unknown) {
    super(`Expected a folder that nobody else serves but another local-s3 is using ${directory}`, {
      cause,
    });
    this.directory = directory;
  }
}

/**
 * The folder cannot be used: it is not a folder, not writable, or its index is not of this program.
 */
export class UnusableDirectoryError extends Error {
  override readonly name = 'UnusableDirectoryError';
  readonly code = 'unusable-directory';
  readonly directory: string;

  constructor(directory: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`Expected a writable folder for directory but ${directory} is not: ${reason}`, { cause });
    this.directory = directory;
  }
}
