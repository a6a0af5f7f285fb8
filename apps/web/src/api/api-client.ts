import { createMiniaturaClient, dataOf, UnreachableError } from '@miniatura/api-client';
import type {
  AnalyticsAnswer,
  AnalyticsQuestion,
  ImageDays,
  ImageDaysQuery,
  ImageDetail,
  ImagePage,
  ListImagesQuery,
  Me,
  MultipartRequest,
  MultipartUpload,
  PartUrl,
  Review,
  SimilarImages,
  Suggestions,
  UploadedParts,
  UploadForms,
  UploadRequest,
} from '@miniatura/api-contract';

/** The first and the last day of a range: `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The API's operations that the page uses. Each throws `ApiError` or `UnreachableError`. */
export interface ApiClient {
  readonly me: () => Promise<Me>;
  readonly requestUploads: (request: UploadRequest) => Promise<UploadForms>;
  readonly createMultipartUpload: (request: MultipartRequest) => Promise<MultipartUpload>;
  readonly signPart: (uploadId: string, partNumber: number) => Promise<PartUrl>;
  readonly listParts: (uploadId: string) => Promise<UploadedParts>;
  readonly completeMultipartUpload: (uploadId: string) => Promise<void>;
  readonly abortMultipartUpload: (uploadId: string) => Promise<void>;
  readonly listImages: (query: ListImagesQuery) => Promise<ImagePage>;
  readonly imageDays: (query: ImageDaysQuery) => Promise<ImageDays>;
  readonly suggestions: (text: string) => Promise<Suggestions>;
  readonly getImage: (imageId: string) => Promise<ImageDetail>;
  readonly deleteImage: (imageId: string) => Promise<void>;
  /** Returns the ids of the images that are in the trash now. At most 100 ids. */
  readonly trashImages: (imageIds: readonly string[]) => Promise<readonly string[]>;
  /** Returns the ids of the restored images. At most 100 ids. */
  readonly restoreImages: (imageIds: readonly string[]) => Promise<readonly string[]>;
  readonly similarImages: (imageId: string) => Promise<SimilarImages>;
  readonly reviewImage: (imageId: string, review: Review) => Promise<void>;
  /** Opens a stream of server-sent events about the user's images. */
  readonly openEvents: (
    lastEventId: string | null,
    signal: AbortSignal,
  ) => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  readonly ask: (question: AnalyticsQuestion, range: DayRange) => Promise<AnalyticsAnswer>;
  readonly askForCsv: (question: AnalyticsQuestion, range: DayRange) => Promise<Blob>;
}

export interface ApiClientOptions {
  readonly apiUrl: string;
  readonly accessToken: () => Promise<string | null>;
  /** Called when the API does not accept the token, or no longer does. */
  readonly onSignedOut: () => void;
}

const SIMILAR_LIMIT = 12;

export function createApiClient({ apiUrl, accessToken, onSignedOut }: ApiClientOptions): ApiClient {
  const client = createMiniaturaClient({ apiUrl, accessToken });
  client.use({
    onResponse({ response }) {
      if (response.status === 401) onSignedOut();
    },
  });
  const ofImage = (imageId: string) => ({ path: { imageId } });
  const ofUpload = (uploadId: string) => ({ path: { uploadId } });
  return {
    me: () => dataOf(client.GET('/me')),
    requestUploads: (body) => dataOf(client.POST('/uploads', { body })),
    createMultipartUpload: (body) => dataOf(client.POST('/uploads/multipart', { body })),
    signPart: (uploadId, partNumber) => {
      const params = { path: { uploadId, partNumber } };
      return dataOf(client.GET('/uploads/multipart/{uploadId}/parts/{partNumber}', { params }));
    },
    listParts: (uploadId) =>
      dataOf(client.GET('/uploads/multipart/{uploadId}/parts', { params: ofUpload(uploadId) })),
    completeMultipartUpload: async (uploadId) => {
      const params = ofUpload(uploadId);
      await dataOf(client.POST('/uploads/multipart/{uploadId}/complete', { params }));
    },
    abortMultipartUpload: async (uploadId) =>
      void (await client.DELETE('/uploads/multipart/{uploadId}', { params: ofUpload(uploadId) })),
    listImages: (query) => dataOf(client.GET('/images', { params: { query: given(query) } })),
    imageDays: (query) => dataOf(client.GET('/images/days', { params: { query: given(query) } })),
    suggestions: (text) =>
      dataOf(client.GET('/images/suggestions', { params: { query: given({ text }) } })),
    getImage: (imageId) => dataOf(client.GET('/images/{imageId}', { params: ofImage(imageId) })),
    deleteImage: async (imageId) =>
      void (await client.DELETE('/images/{imageId}', { params: ofImage(imageId) })),
    trashImages: async (imageIds) =>
      (await dataOf(client.POST('/images/trash', { body: { imageIds: [...imageIds] } }))).imageIds,
    restoreImages: async (imageIds) =>
      (await dataOf(client.POST('/images/restore', { body: { imageIds: [...imageIds] } })))
        .imageIds,
    similarImages: (imageId) => {
      const params = { ...ofImage(imageId), query: { limit: SIMILAR_LIMIT } };
      return dataOf(client.GET('/images/{imageId}/similar', { params }));
    },
    reviewImage: async (imageId, body) =>
      void (await client.POST('/images/{imageId}/review', { params: ofImage(imageId), body })),
    openEvents: async (lastEventId, signal) => {
      const header = lastEventId === null ? {} : { 'last-event-id': lastEventId };
      const options = { params: { header }, parseAs: 'stream', signal } as const;
      const stream = await dataOf(client.GET('/images/events', options));
      if (stream === null) throw new UnreachableError('The API answered without a body');
      return stream;
    },
    ask: async (question, range) => {
      const params = { path: { question }, query: { ...range } };
      const answer = await dataOf(client.GET('/analytics/{question}', { params }));
      // Text is the type of CSV, which is not requested.
      return answer as AnalyticsAnswer;
    },
    askForCsv: (question, range) => {
      const params = { path: { question }, query: { ...range, format: 'csv' as const } };
      return dataOf(client.GET('/analytics/{question}', { params, parseAs: 'blob' }));
    },
  };
}

type Query = Readonly<Record<string, string | number | undefined>>;
type Given<Parameters> = { [Name in keyof Parameters]: Exclude<Parameters[Name], undefined> };

/** Returns the parameters that have a value. */
function given<Parameters extends object>(query: Parameters): Given<Parameters> {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries) as Given<Parameters>;
}

/** Returns a path with the parameters that have a value. */
export function withQuery(path: string, query: Query): string {
  const entries = Object.entries(given(query)).map(([name, value]) => [name, String(value)]);
  const text = new URLSearchParams(entries).toString();
  return text === '' ? path : `${path}?${text}`;
}
