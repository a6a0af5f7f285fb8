import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { paths } from './api-schema.ts';
import { ApiError, NOT_JSON, NOT_THE_API, type Problem, UnreachableError } from './errors.ts';
import { FIRST_PROPERTIES } from './first-properties.ts';

/** A client with a method per HTTP method, which is typed by path: `client.GET('/images')`. */
export type MiniaturaClient = Client<paths>;

export interface ClientOptions {
  /** The API's URL: scheme, host and port. */
  readonly apiUrl: string;
  /** Returns the user's access token; without one, requests are sent without a token. */
  readonly accessToken: () => string | null | Promise<string | null>;
}

/**
 * Creates a client of the API. Each request throws an `ApiError` for an error response of the API,
 * and an `UnreachableError` if there is no response, or one of another server. It sends nothing and
 * throws a `TypeError` if a parameter is a `Date` or another object.
 * @example
 * const client = createMiniaturaClient({ apiUrl, accessToken: () => token });
 * const { images } = await dataOf(client.GET('/images', { params: { query: { text: 'dog' } } }));
 */
export function createMiniaturaClient({ apiUrl, accessToken }: ClientOptions): MiniaturaClient {
  const client = createClient<paths>({ baseUrl: apiUrl });
  client.use(throwErrors, {
    async onRequest({ request, schemaPath, params }) {
      checkParameters({ ...params.path, ...params.query });
      if (ANSWERED_ONCE.includes(schemaPath) && !request.headers.has(IDEMPOTENCY_KEY)) {
        request.headers.set(IDEMPOTENCY_KEY, crypto.randomUUID());
      }
      const token = await accessToken();
      if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
    },
  });
  return client;
}

const IDEMPOTENCY_KEY = 'idempotency-key';
/** Requests to these paths store images. A caller that repeats one sets its key. */
const ANSWERED_ONCE = ['/uploads', '/upload/{name}'];

/**
 * openapi-fetch omits a `Date` from the query, so that JavaScript which the compiler does not check would get the
 * images of all days.
 */
function checkParameters(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value !== 'object' || value === null) continue;
    const received = value instanceof Date ? 'a Date' : 'an object';
    throw new TypeError(
      `Expected a string, number or boolean for the parameter ${name} but received ${received}: pass a day as YYYY-MM-DD`,
    );
  }
}

const throwErrors: Middleware = {
  async onResponse({ request, response, options, schemaPath }) {
    if (response.status >= 400) throw await errorOf(response);
    const isJson = options.parseAs === 'json' && !BODILESS.includes(response.status);
    return isJson
      ? wholeJson(response, FIRST_PROPERTIES[`${request.method} ${schemaPath}`])
      : undefined;
  },
  onError({ error }) {
    return new UnreachableError('The API cannot be reached', { cause: error });
  },
};

/** Successes that cannot have a body. */
const BODILESS = [204, 304];

/**
 * Reads the body here, because openapi-fetch would throw the errors of `fetch` and of JSON's parser.
 * @param property a property that the body has, if it is an answer of the API
 * @throws UnreachableError for a connection that ends early, or the body of another server
 */
async function wholeJson(response: Response, property: string | undefined): Promise<Response> {
  const text = await response.text().catch((cause: unknown) => {
    const message = 'The connection was closed before the answer was complete';
    throw new UnreachableError(message, { cause });
  });
  const isJson = /^application\/json\b/i.test(response.headers.get('content-type') ?? '');
  if (text !== '' && !isJson) throw new UnreachableError(NOT_JSON);
  if (text !== '' && property !== undefined && !hasProperty(text, property)) {
    throw new UnreachableError(NOT_THE_API);
  }
  return new Response(text, response);
}

/** @throws SyntaxError for text that is not JSON */
function hasProperty(text: string, property: string): boolean {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && property in value;
}

/** The codes of errors that API Gateway reports itself, before the API receives the request. */
const GATEWAY_CODES: Readonly<Partial<Record<number, Problem['code']>>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  413: 'too-large',
  429: 'too-many-requests',
  431: 'headers-too-large',
};

/** Parses an error response. A gateway in between sends bodies that are not problem details. */
async function errorOf(response: Response): Promise<ApiError | UnreachableError> {
  const body = (await response.json().catch(() => null)) as ErrorBody | null;
  const problem =
    typeof body?.code === 'string' ? (body as Problem) : gatewayProblem(response, body);
  if (problem === null) return new UnreachableError(`The API answered ${response.status}`);
  return new ApiError(problem, retryAfterSeconds(response.headers.get('retry-after')));
}

/** Parses `Retry-After`, which is a number of seconds or a date (RFC 9110, section 10.2.3). */
function retryAfterSeconds(value: string | null): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value);
  const pauseMs = Date.parse(value) - Date.now();
  return Number.isNaN(pauseMs) ? null : Math.max(0, Math.ceil(pauseMs / 1000));
}

type ErrorBody = Partial<Problem> & { readonly message?: unknown };

/**
 * Returns the problem that API Gateway has reported, or null for a response of another server. It
 * sends only a message, such as `{"message":"Unauthorized"}` for an expired token.
 */
function gatewayProblem({ status, headers }: Response, body: ErrorBody | null): Problem | null {
  const code = GATEWAY_CODES[status];
  if (code === undefined || typeof body?.message !== 'string') return null;
  return {
    ...{ type: `urn:problem-type:miniatura:${code}`, title: body.message, status, code },
    detail: `The API's gateway answered ${status}: ${body.message}`,
    requestId: headers.get('apigw-requestid') ?? 'unknown',
  };
}
