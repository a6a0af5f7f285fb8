/** The page's `/config.json` is missing or invalid, which is an error of the deployment. */
export class PageConfigError extends Error {
  override readonly name = 'PageConfigError';
  readonly code = 'page-config';
}
