/** A call of an AWS SDK client, made by the code of an app. */
export interface RecordedCall {
  /** The function that makes it: `thumbnailer`. */
  readonly app: string;
  /** The source files that lead to it, the nearest first. */
  readonly sources: readonly string[];
  /** As the client is called: `S3`. */
  readonly service: string;
  /** As the command is called: `CopyObject`. */
  readonly operation: string;
  readonly region: string;
  /** The texts of its input, which name what it is about. */
  readonly input: Readonly<Record<string, string>>;
  /** Whether the answer was that it is not there. */
  readonly isMissing: boolean;
}

/** Where the second function of `retention` does its work. */
const COPIES = /^apps\/retention\/src\/(create-copies-handler|list-copies|purge-copies)\.ts$/;

/** What the second function of `api` does. */
const RENDER = /^apps\/api\/src\/render\//;

/** What the function that sends webhooks does. */
const SENDER = /^apps\/api\/src\/webhooks\/invoke-function\.ts$/;

/** The function whose code is on the way; undefined where a test calls a package by itself. */
export function appOf(sources: readonly string[]): string | undefined {
  if (sources.some((source) => COPIES.test(source))) return 'copies';
  if (sources.some((source) => RENDER.test(source))) return 'render';
  if (sources.some((source) => SENDER.test(source))) return 'sender';
  return sources.map((source) => /^apps\/([\w-]+)\/src\//.exec(source)?.[1]).find(Boolean);
}
