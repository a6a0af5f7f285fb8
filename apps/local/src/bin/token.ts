#!/usr/bin/env node
import { Command, Option } from 'commander';
import { fetchTokens, USERS, type Username } from '@miniatura/local-oidc';
import { dataDirectory } from '../data-directory.ts';
import { findStack } from '../find-stack.ts';
import { CLIENT_ID, redirectUris } from '../names.ts';
import { DATA_OPTION, portOption } from '../options.ts';

const program = new Command('npm run token --')
  .description('Signs a user in and prints an access token for the API, good for one hour.')
  .addOption(DATA_OPTION)
  .addOption(portOption('the port that the stack was started with'))
  .addOption(
    new Option('--user <name>', 'who to sign in')
      .choices(USERS.map(({ username }) => username))
      .makeOptionMandatory(),
  )
  .helpOption('--help', 'tell the options')
  .addHelpText(
    'after',
    '\nWith npm\'s -s it prints the token alone:\n  curl -H "Authorization: Bearer $(npm run -s token -- --user ann)" http://127.0.0.1:4605/me',
  )
  .parse();

const { data, port, user } = program.opts<{ data: string; port: number; user: Username }>();

try {
  const { oidc: issuer, page } = await findStack(dataDirectory(data), port);
  const [redirectUri] = redirectUris(page);
  const { accessToken } = await fetchTokens({
    issuer,
    clientId: CLIENT_ID,
    redirectUri,
    username: user,
  });
  console.log(accessToken);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
