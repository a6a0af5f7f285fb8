import { S3Client } from '@aws-sdk/client-s3';
import { connectRender } from '@miniatura/api/connect-render';
import { createRenderApp } from '@miniatura/api/create-render-app';
import { renderUrlOf } from '@miniatura/api/render-links';
import { imageIdOf, openMetadata } from '@miniatura/metadata';
import { createIPX, createIPXWebServer, ipxFSStorage, ipxHttpStorage } from 'ipx';

/**
 * Entry point of the process for one server. It prints the measurements of its requests as JSON.
 */

export interface ServeRequest {
  readonly contender: 'miniatura' | 'ipx';
  /** URL from which ipx gets the originals: `http://127.0.0.1:PORT`. */
  readonly originalsUrl: string;
  readonly names: readonly string[];
  readonly widths: readonly number[];
  readonly format: 'avif' | 'webp' | 'jpeg';
  readonly s3Endpoint: string;
  readonly databaseUrl: string;
}

export interface ServeReport {
  readonly requestCount: number;
  readonly cpuSeconds: number;
  readonly byteCount: number;
}

export const BUCKETS = { originalsBucket: 'originals', thumbnailsBucket: 'thumbnails' } as const;
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const ORIGIN = 'http://127.0.0.1:9';

/** Returns the response for an image of a width. */
type Serve = (name: string, width: number) => Promise<Response>;

async function serveByMiniatura(request: ServeRequest): Promise<Serve> {
  const { s3Endpoint, databaseUrl, format } = request;
  const s3 = new S3Client({
    ...{ region: 'us-east-1', endpoint: s3Endpoint, credentials: CREDENTIALS },
  });
  const metadata = await openMetadata({ url: databaseUrl });
  const dependencies = connectRender({ s3, metadata }, BUCKETS);
  const log = { info: () => undefined, error: console.error };
  const app = createRenderApp({ ...dependencies, pageOrigin: ORIGIN, log });
  const secret = await dependencies.linkSecret();
  const links = new Map<string, string>();
  for (const name of request.names) {
    const image = await metadata.findImage(imageIdOf(BUCKETS.originalsBucket, name));
    const link = image && renderUrlOf(image, { apiUrl: ORIGIN, secret, now: new Date() });
    if (link === null) throw new Error(`Expected an image for ${name} but received none`);
    links.set(name, link);
  }
  const headers = { accept: `image/${format},*/*` };
  return async (name, width) => app.request(`${links.get(name)}&width=${width}`, { headers });
}

/**
 * The format is requested explicitly, because ipx's `auto` selects other formats for PNG and
 * animations.
 */
function serveByIpx({ originalsUrl, format }: ServeRequest): Serve {
  const httpStorage = ipxHttpStorage({ domains: [new URL(originalsUrl).hostname] });
  const storage = ipxFSStorage({ dir: import.meta.dirname });
  const serve = createIPXWebServer(createIPX({ storage, httpStorage }));
  return async (name, width) =>
    serve(new Request(`${ORIGIN}/f_${format},w_${width}/${originalsUrl}/${name}`));
}

async function measure(request: ServeRequest): Promise<ServeReport> {
  const { contender, names, widths } = request;
  const serve = contender === 'ipx' ? serveByIpx(request) : await serveByMiniatura(request);
  const answer = async (name: string, width: number) => {
    const response = await serve(name, width);
    if (response.status !== 200) throw new Error(`${name}: ${await response.text()}`);
    return (await response.arrayBuffer()).byteLength;
  };
  // These requests load the modules and compile the code.
  for (const width of widths) await answer(names[0] ?? '', width);
  const before = process.cpuUsage();
  let byteCount = 0;
  for (const name of names) for (const width of widths) byteCount += await answer(name, width);
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1e6;
  return { requestCount: names.length * widths.length, cpuSeconds, byteCount };
}

if (import.meta.main) {
  const report = await measure(JSON.parse(process.argv[2] ?? '{}') as ServeRequest);
  process.stdout.write(JSON.stringify(report), () => process.exit());
}
