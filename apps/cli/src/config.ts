type Environment = Readonly<Record<string, string | undefined>>;

/** What the command reads from the environment. Options take precedence. */
export interface CommandEnvironment {
  readonly api: string | undefined;
  readonly token: string | undefined;
}

/** Reads the variables `MINIATURA_API` and `MINIATURA_TOKEN`; empty ones count as missing. */
export function commandEnvironment(environment: Environment = process.env): CommandEnvironment {
  return {
    api: environment['MINIATURA_API'] || undefined,
    token: environment['MINIATURA_TOKEN'] || undefined,
  };
}
