#!/usr/bin/env node
import { parsePort, runCommand } from '@miniatura/local-service';
import { describeError } from '@miniatura/text';
import { Command, InvalidArgumentError } from 'commander';
import { startLocalOidc } from '../start-local-oidc.ts';

const DEFAULT_PORT = 9400;
const DEFAULT_REDIRECT_URI = 'http://127.0.0.1:4606/';

function parseRedirectUri(text: string, before: readonly string[] = []): readonly string[] {
  if (/^https?:/.test(text) && URL.canParse(text)) return [...before, text];
  throw new InvalidArgumentError(`Expected an http address but received '${text}'.`);
}

const command = new Command('local-oidc')
  .description('run an OpenID Connect issuer with fixed users on 127.0.0.1; prints its address')
  .option('--port <n>', 'port to listen on; 0 selects a free one', parsePort, DEFAULT_PORT)
  .option('--directory <dir>', 'directory that stores the keys', '.miniatura/oidc')
  .option(
    '--client-id <id>',
    'id of the public client, and audience of the tokens',
    'miniatura-page',
  )
  .option(
    '--redirect-uri <url>',
    `allowed address to redirect to after signing in and out; may be repeated (default: "${DEFAULT_REDIRECT_URI}")`,
    parseRedirectUri,
  )
  .parse();

interface Flags {
  readonly port: number;
  readonly directory: string;
  readonly clientId: string;
  readonly redirectUri?: readonly string[];
}

const { redirectUri = [DEFAULT_REDIRECT_URI], ...options } = command.opts<Flags>();

await runCommand('local-oidc', async () => {
  const oidc = await startLocalOidc({
    ...options,
    redirectUris: redirectUri,
    onError: (error) => console.error(describeError(error)),
  });
  console.log(oidc.issuer);
  return oidc;
});
