import type {
  AnalyticsAnswer,
  AnalyticsQuestion,
  ImageDays,
  ImageDaysQuery,
  ImageDetail,
  ImageIds,
  ImagePage,
  ListImagesQuery,
  Me,
  Problem,
  Review,
  SimilarImages,
  Suggestions,
  UploadForms,
  UploadRequest,
} from '@miniatura/api-contract';
import { ApiError, UnreachableError } from '../errors.ts';

/** The first and the last day of a range: `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The API's routes that the page uses. Each throws `ApiError` or `UnreachableError`. */
export interface ApiClient {
  readonly me: () => Promise<Me>;
  readonly requestUploads: (request: UploadRequest) => Promise<UploadForms>;
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
  readonly ask: (question: AnalyticsQuestion, range: DayRange) => Promise<AnalyticsAnswer>;
  readonly askForCsv: (question: AnalyticsQuestion, range: DayRange) => Promise<Blob>;
}

export interface ApiClientOptions {
  readonly apiUrl: string;
  readonly accessToken: () => Promise<string | null>;
  /** Called when the API does not accept the token, or no longer does. */
  readonly onSignedOut: () => void;
}

type Query = Readonly<Record<string, string | number | undefined>>;

const SIMILAR_LIMIT = 12;

export function createApiClient(options: ApiClientOptions): ApiClient {
  const send = (path: string, init?: RequestInit) => request(options, path, init);
  const json = async <T>(path: string, init?: RequestInit): Promise<T> =>
    (await readJson(await send(path, init))) as T;
  const image = (imageId: string) => `/images/${encodeURIComponent(imageId)}`;
  const change = async (action: 'trash' | 'restore', imageIds: readonly string[]) =>
    (await json<ImageIds>(`/images/${action}`, post({ imageIds }))).imageIds;
  return {
    me: () => json('/me'),
    requestUploads: (body) => json('/uploads', post(body)),
    listImages: (query) => json(withQuery('/images', query as Query)),
    imageDays: (query) => json(withQuery('/images/days', query as Query)),
    suggestions: (text) => json(withQuery('/images/suggestions', { text })),
    getImage: (imageId) => json(image(imageId)),
    deleteImage: async (imageId) => void (await send(image(imageId), { method: 'DELETE' })),
    trashImages: (imageIds) => change('trash', imageIds),
    restoreImages: (imageIds) => change('restore', imageIds),
    similarImages: (imageId) =>
      json(withQuery(`${image(imageId)}/similar`, { limit: SIMILAR_LIMIT })),
    reviewImage: async (imageId, review) =>
      void (await send(`${image(imageId)}/review`, post(review))),
    ask: (question, range) => json(withQuery(`/analytics/${question}`, { ...range })),
    askForCsv: async (question, range) =>
      (await send(withQuery(`/analytics/${question}`, { ...range, format: 'csv' }))).blob(),
  };
}

function post(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** Returns a path with the parameters that have a value. */
export function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}

async function request(
  { apiUrl, accessToken, onSignedOut }: ApiClientOptions,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  const token = await accessToken();
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  const response = await reach(`${apiUrl}${path}`, { ...init, headers });
  if (response.ok) return response;
  if (response.status === 401) onSignedOut();
  throw await problemOf(response);
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw new UnreachableError('The API cannot be reached', { cause: error });
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new UnreachableError('The API answered with what is not JSON', { cause: error });
  }
}

/**
 * Parses an error response. A gateway in between sends other bodies, which are not problem
 * documents.
 */
async function problemOf(response: Response): Promise<ApiError | UnreachableError> {
  const body = (await response.json().catch(() => null)) as Problem | null;
  if (typeof body?.code === 'string') return new ApiError(body);
  return new UnreachableError(`The API answered ${response.status}`);
}
