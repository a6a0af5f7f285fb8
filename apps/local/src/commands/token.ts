import { fetchTokens } from '@miniatura/local-oidc/fetch-tokens';
import { type Username, USERS } from '@miniatura/local-oidc/users';
import { Option } from 'commander';
import { CLIENT_ID, redirectUris } from '../stack/names.ts';
import { findStack } from './find-stack.ts';
import { createProgram, runProgram } from './program.ts';

const program = createProgram({
  command: 'npm run token',
  description: 'Signs a user in and prints an access token for the API, valid for one hour.',
  environment: [],
})
  .addOption(
    new Option('--user <name>', 'name of the user')
      .choices(USERS.map(({ username }) => username))
      .makeOptionMandatory(),
  )
  .addHelpText(
    'after',
    '\nWith npm\'s -s it prints only the token:\n  curl -H "Authorization: Bearer $(npm run -s token -- --user ann)" http://127.0.0.1:4605/me',
  )
  .parse();

const { user } = program.opts<{ user: Username }>();

await runProgram(program, async (choice) => {
  const { endpoints } = await findStack(choice);
  const { oidc: issuer, page } = endpoints;
  const [redirectUri] = redirectUris(page);
  const { accessToken } = await fetchTokens({
    issuer,
    clientId: CLIENT_ID,
    redirectUri,
    username: user,
  });
  console.log(accessToken);
});
