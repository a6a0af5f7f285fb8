/** A sign-in by `fetchTokens` that the issuer did not grant. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly code = 'sign-in-failed';
}

/** What is kept in the directory cannot be used. */
export class UnusableSecretsError extends Error {
  override readonly name = 'UnusableSecretsError';
  readonly code = 'unusable-secrets';
  readonly path: string;

  constructor(path: string, options?: ErrorOptions) {
    super(
      `Expected the issuer's keys in ${path} but received something else; without the file, new ones are made`,
      options,
    );
    this.path = path;
  }
}
