/**
 * Returns statements that import and create the SDK's clients, and import its commands, which a
 * bundle contains.
 * @param modules paths of the bundle's modules
 */
export function sdkImports(modules: readonly string[]): string[] {
  return [...Map.groupBy(modules.flatMap(toSdkModule), ({ client }) => client)].map(
    ([client, used]) => {
      const classes = used.map(({ name }) => name);
      const clients = used.filter(({ isClient }) => isClient);
      return [
        `import { ${classes.join(', ')} } from '${client}';`,
        `export { ${classes.join(', ')} };`,
        ...clients.map(({ name }) => `new ${name}({ region: 'us-east-1' });`),
      ].join('\n');
    },
  );
}

/** A client or a command of the AWS SDK. */
interface SdkModule {
  /** The package, such as `@aws-sdk/client-sqs`. */
  readonly client: string;
  /** The class, such as `SQSClient`. */
  readonly name: string;
  readonly isClient: boolean;
}

/** Returns the class that a module of an SDK client defines, otherwise nothing. */
function toSdkModule(path: string): SdkModule[] {
  const pattern = /(@aws-sdk\/client-[\w-]+)\/dist-es\/(commands\/\w+Command|\w+Client)\.js$/;
  const [, client, module] = pattern.exec(path) ?? [];
  if (client === undefined || module === undefined) return [];
  return [{ client, name: module.replace('commands/', ''), isClient: module.endsWith('Client') }];
}
