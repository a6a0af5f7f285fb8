import { CAMERA_COLUMNS } from './camera-columns.ts';
import { column, derived, type ImageColumn, loaded } from './image-column.ts';
import { imageFields as f } from './image-fields.ts';

const SCRIPTS = { since: '0003-duplicates-and-scripts' };
const MODERATION = { since: '0005-moderation' };

/**
 * The columns of the table `image` by their names in a record, in the order of the warehouse. SQL
 * uses snake case, and the record's `key` is `object_key`.
 *
 * The table's type, the record, what changes set and clear, the staged row, the warehouse's columns
 * with the data dictionary, and what the API exposes are derived from them. Migrations are literal.
 */
export const IMAGE_COLUMNS = {
  imageId: column(() => f.imageId, 'varchar(32)', 'row', 'lasting', {
    isNotNull: true,
    warehouse: [loaded('VARCHAR(32) NOT NULL', 'Identity: a hash of bucket and key')],
    api: 'summary',
  }),
  rowVersion: column(() => f.rowVersion, 'bigint', 'row', 'lasting', {
    isNotNull: true,
    warehouse: [
      loaded('BIGINT NOT NULL', 'Version in the source; only a higher one changes a row'),
      derived(
        'op',
        'CHAR(1) NOT NULL',
        'Last change: U upserted, D removed by its owner, P purged',
      ),
    ],
    api: 'never',
  }),
  status: column(() => f.status, 'varchar(16)', 'row', 'lasting', {
    isNotNull: true,
    warehouse: [
      loaded('VARCHAR(16) NOT NULL', 'processed, quarantined, rejected, removed, purged'),
    ],
    api: 'summary',
  }),
  sequencer: column(() => f.sequencer, 'varchar(64)', 'row', 'lasting', {
    isNotNull: true,
    warehouse: [],
    api: 'never',
  }),
  bucket: column(() => f.bucket, 'varchar(255)', 'row', 'lasting', {
    isNotNull: true,
    warehouse: [loaded('VARCHAR(255)', 'Bucket of the original')],
    api: 'never',
  }),
  key: column(() => f.key, 'varchar(1024)', 'row', 'personal', {
    isNotNull: true,
    warehouse: [loaded('VARCHAR(1024)', 'Key of the original')],
    api: 'by-rule',
  }),
  versionId: column(() => f.versionId, 'varchar(1024)', 'row', 'lasting', {
    warehouse: [],
    api: 'never',
  }),
  uploadedBy: column(() => f.uploadedBy, 'varchar(255)', 'upload', 'personal', {
    warehouse: [derived('owner_id', 'VARCHAR(32)', 'Who uploaded it: a key of dim_owner')],
    api: 'by-rule',
  }),
  fileName: column(() => f.fileName, 'varchar(255)', 'upload', 'personal', {
    warehouse: [],
    api: 'by-rule',
  }),
  etag: column(() => f.etag, 'varchar(128)', 'upload', 'personal', { warehouse: [], api: 'never' }),
  sha256: column(() => f.sha256, 'varchar(64)', 'object', 'personal', {
    requiredBy: 'processed',
    warehouse: [loaded('VARCHAR(64)', 'SHA-256 of the bytes, equal for duplicates')],
    api: 'detail',
  }),
  mediaType: column(() => f.mediaType, 'varchar(127)', 'object', 'lasting', {
    requiredBy: 'processed',
    warehouse: [loaded('VARCHAR(381)', 'Type found in the bytes, such as image/jpeg')],
    api: 'summary',
  }),
  byteCount: column(() => f.byteCount, 'bigint', 'object', 'lasting', {
    requiredBy: 'processed',
    warehouse: [loaded('BIGINT', 'Size of the original in bytes')],
    api: 'summary',
  }),
  width: column(() => f.width, 'bigint', 'object', 'lasting', {
    requiredBy: 'processed',
    warehouse: [loaded('BIGINT', 'Width in pixels, upright')],
    api: 'summary',
  }),
  height: column(() => f.height, 'bigint', 'object', 'lasting', {
    requiredBy: 'processed',
    warehouse: [loaded('BIGINT', 'Height in pixels, upright')],
    api: 'summary',
  }),
  frameCount: column(() => f.frameCount, 'bigint', 'object', 'lasting', {
    requiredBy: 'processed',
    warehouse: [loaded('BIGINT', 'Number of frames; more than 1 for an animation')],
    api: 'never',
  }),
  thumbHash: column(() => f.thumbHash, 'varchar(64)', 'content', 'personal', {
    warehouse: [],
    api: 'by-rule',
  }),
  perceptualHash: column(() => f.perceptualHash, 'varchar(16)', 'content', 'personal', {
    warehouse: [loaded('VARCHAR(16)', 'Hash of what is seen')],
    api: 'detail',
  }),
  dominantColors: column(() => f.dominantColors, 'list', 'content', 'personal', {
    requiredBy: 'processed',
    warehouse: [derived('dominant_color', 'VARCHAR(7)', 'Most frequent colour, #rrggbb')],
    api: 'by-rule',
  }),
  analysisStatus: column(() => f.analysisStatus, 'varchar(16)', 'processing', 'lasting', {
    requiredBy: 'processed',
    warehouse: [loaded('VARCHAR(16)', 'done, skipped, failed, or reused from a duplicate')],
    api: 'detail',
  }),
  altText: column(() => f.altText, 'text', 'processing', 'personal', {
    warehouse: [loaded('VARCHAR(12000)', 'Description in words')],
    api: 'summary',
  }),
  altTextSource: column(() => f.altTextSource, 'varchar(16)', 'processing', 'lasting', {
    warehouse: [loaded('VARCHAR(16)', 'Where the description is from: model or labels')],
    api: 'detail',
  }),
  altTextModel: column(() => f.altTextModel, 'varchar(255)', 'processing', 'lasting', {
    warehouse: [loaded('VARCHAR(765)', 'Model that wrote the description')],
    api: 'detail',
  }),
  analysisDetail: column(() => f.analysisDetail, 'varchar(1000)', 'processing', 'personal', {
    warehouse: [loaded('VARCHAR(3000)', 'Why it was not analysed')],
    api: 'never',
  }),
  uploadedThrough: column(() => f.uploadedThrough, 'varchar(32)', 'upload', 'lasting', {
    warehouse: [
      loaded('VARCHAR(32)', 'Door it came in by: api, kafka, s3, import or others', {
        name: 'upload_channel',
      }),
    ],
    api: 'detail',
  }),
  rejectionCode: column(() => f.rejectionCode, 'varchar(64)', 'rejection', 'lasting', {
    requiredBy: 'rejected',
    warehouse: [loaded('VARCHAR(192)', 'Stable code of why it was rejected')],
    api: 'summary',
  }),
  rejectionMessage: column(() => f.rejectionMessage, 'varchar(1000)', 'rejection', 'personal', {
    requiredBy: 'rejected',
    warehouse: [loaded('VARCHAR(3000)', 'Why it was rejected, in words')],
    api: 'summary',
  }),
  warning: column(() => f.warning, 'varchar(1000)', 'object', 'personal', {
    warehouse: [loaded('VARCHAR(3000)', 'What was odd about it')],
    api: 'detail',
  }),
  uploadedAt: column(() => f.time, 'time', 'row', 'lasting', {
    warehouse: [
      loaded('TIMESTAMP', 'When it was uploaded, UTC'),
      derived('uploaded_day', 'DATE', 'Day of the upload, UTC: a key of dim_date'),
    ],
    api: 'summary',
  }),
  processedAt: column(() => f.time, 'time', 'row', 'lasting', {
    warehouse: [loaded('TIMESTAMP', 'When its thumbnails were made or it was rejected, UTC')],
    api: 'summary',
  }),
  removedAt: column(() => f.time, 'time', 'removal', 'lasting', {
    requiredBy: 'removed',
    warehouse: [loaded('TIMESTAMP', 'When its owner removed it, UTC')],
    api: 'never',
  }),
  expiresAt: column(() => f.time, 'time', 'row', 'lasting', {
    isNotNull: true,
    warehouse: [loaded('TIMESTAMP', 'When it is to be purged, UTC')],
    api: 'summary',
  }),
  duplicateOf: column(() => f.imageId, 'varchar(32)', 'processing', 'lasting', {
    isComputed: true,
    warehouse: [
      loaded('VARCHAR(32)', 'Image that had the same bytes first; it may be gone', SCRIPTS),
    ],
    api: 'by-rule',
  }),
  scriptStatus: column(() => f.scriptStatus, 'varchar(16)', 'processing', 'lasting', {
    warehouse: [loaded('VARCHAR(16)', 'done, or how the provided script failed', SCRIPTS)],
    api: 'never',
  }),
  scriptDetail: column(() => f.scriptDetail, 'varchar(1000)', 'processing', 'personal', {
    warehouse: [loaded('VARCHAR(3000)', 'Why the script failed', SCRIPTS)],
    api: 'never',
  }),
  scriptResult: column(() => f.scriptResult, 'text', 'processing', 'personal', {
    warehouse: [loaded('VARCHAR(32768)', 'What the script returned, JSON', SCRIPTS)],
    api: 'by-rule',
  }),
  moderationVerdict: column(() => f.moderationVerdict, 'varchar(16)', 'processing', 'lasting', {
    warehouse: [
      loaded('VARCHAR(16)', 'allow, flag or quarantine; empty if not judged', MODERATION),
    ],
    api: 'never',
  }),
  moderationPolicy: column(() => f.moderationPolicy, 'varchar(64)', 'processing', 'lasting', {
    warehouse: [loaded('VARCHAR(192)', 'Version of the policy that the verdict is by', MODERATION)],
    api: 'never',
  }),
  reviewDecision: column(() => f.reviewDecision, 'varchar(16)', 'processing', 'lasting', {
    warehouse: [loaded('VARCHAR(16)', 'approve or reject, where a person has decided', MODERATION)],
    api: 'summary',
  }),
  reviewedAt: column(() => f.time, 'time', 'processing', 'lasting', {
    warehouse: [loaded('TIMESTAMP', 'When a person has decided, UTC', MODERATION)],
    api: 'never',
  }),
  ...CAMERA_COLUMNS,
  trashedAt: column(() => f.time, 'time', 'removal', 'lasting', {
    isComputed: true,
    warehouse: [],
    api: 'never',
  }),
  trashedFrom: column(() => f.trashedFrom, 'varchar(16)', 'removal', 'lasting', {
    isComputed: true,
    warehouse: [],
    api: 'never',
  }),
  renditionFingerprint: column(
    () => f.renditionFingerprint,
    'varchar(32)',
    'processing',
    'lasting',
    {
      warehouse: [],
      api: 'never',
    },
  ),
} as const satisfies Readonly<Record<string, ImageColumn>>;

export type ImageColumns = typeof IMAGE_COLUMNS;
export type ImageColumnName = keyof ImageColumns;

/** The columns by name, without their literal types. */
export const IMAGE_COLUMN_LIST = Object.entries(IMAGE_COLUMNS) as readonly (readonly [
  ImageColumnName,
  ImageColumn,
])[];

/** The column's name in SQL, and in the warehouse unless it has another one there. */
export function sqlNameOf(name: ImageColumnName): string {
  return name === 'key'
    ? 'object_key'
    : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The name in a row of kysely: that of the record, except for `key`. */
export function rowNameOf(name: ImageColumnName) {
  return name === 'key' ? 'objectKey' : name;
}

/** A column of the warehouse, and the image column that it belongs to. */
export interface LoadedImageColumn extends Required<Pick<ImageColumn, 'kept'>> {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
  readonly since?: string;
  /** The name of the value in the source's row; null when the ETL computes it. */
  readonly source: LoadedRowName | null;
}

/** The names in a row of kysely of the columns from which those of the warehouse are made. */
export type LoadedRowName = {
  [Name in ImageColumnName]: ImageColumns[Name]['warehouse'] extends readonly []
    ? never
    : Name extends 'key'
      ? 'objectKey'
      : Name;
}[ImageColumnName];

/** The warehouse's columns of the table `image`, in order. */
export const LOADED_IMAGE_COLUMNS: readonly LoadedImageColumn[] = IMAGE_COLUMN_LIST.flatMap(
  ([of, { kept, warehouse }]) =>
    warehouse.map(({ isDerived, name = sqlNameOf(of), ...rest }) => ({
      ...{ name, ...rest, kept },
      source: isDerived ? null : (rowNameOf(of) as LoadedRowName),
    })),
);

type WarehouseColumnOf<Name extends ImageColumnName> = ImageColumns[Name]['warehouse'][number];

/** The warehouse's columns that the ETL computes. */
export type DerivedImageColumn = Extract<
  WarehouseColumnOf<ImageColumnName>,
  { readonly isDerived: true }
>['name'];
