/** The issuer rejected the sign-in of `fetchTokens`. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly code = 'sign-in-failed';
}

/** The stored keys cannot be used. */
export class UnusableSecretsError extends Error {
  override readonly name = 'UnusableSecretsError';
  readonly code = 'unusable-secrets';
  readonly path: string;

  constructor(path: string, options?: ErrorOptions) {
    super(
      `Expected the issuer's keys in ${path} but received something else. Restore the file, or delete it to create new keys`,
      options,
    );
    this.path = path;
  }
}
