import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Username } from '@miniatura/local-oidc';
import { dataDirectory } from '@miniatura/local/data-directory';
import {
  endProcess,
  type RunningStack,
  startStackProcess,
  temporaryFolder,
} from '@miniatura/local/test-support/run-command';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { launchChromium, openContext, signIn, visit } from './open-browser.ts';
import { restoreSession, type SavedSession, saveSession } from './saved-session.ts';

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));

/** The complete system and a browser, which run during the tests. */
export interface SystemUnderTest {
  /** Returns the data folder of the stack. */
  readonly folder: () => string;
  readonly endpoints: () => RunningStack['endpoints'];
  readonly browser: () => Browser;
  /**
   * Signs a user in and returns the tab. The test fails if its page violates a policy or throws an
   * error.
   */
  readonly signInAs: (username: Username, path?: string) => Promise<Page>;
  /** The same with the tokens of the user's latest sign-in, if there was one, which is faster. */
  readonly pageOf: SystemUnderTest['signInAs'];
}

/** Starts the system before the tests of the calling `describe`, and stops it after them. */
export function startSystem(executablePath: string, timeoutMs: number): SystemUnderTest {
  let folder: string;
  let stack: RunningStack;
  let browser: Browser;
  const sessions = new Map<Username, SavedSession>();

  beforeAll(async () => {
    // As before `npm start`: the page is built only where it has changed.
    await promisify(execFile)('npm', ['run', 'prestart'], { cwd: WORKSPACE });
    folder = await temporaryFolder();
    copyPreparedWarehouse(dataDirectory(folder).redshift);
    stack = await startStackProcess(folder, 0);
    browser = await launchChromium(executablePath);
  }, timeoutMs);

  afterAll(async () => {
    await browser?.close();
    if (stack) await endProcess(stack.process, 'SIGKILL');
    if (folder) await rm(folder, { recursive: true });
  });

  async function open(path: string, session?: SavedSession): Promise<Page> {
    const context = await openContext(browser);
    if (session !== undefined) await restoreSession(context, session);
    const { page, violations } = await visit(context, `${stack.endpoints.page}${path}`);
    onTestFinished(async () => {
      await context.close();
      expect(violations).toEqual([]);
    });
    return page;
  }

  async function signInAs(username: Username, path = '/'): Promise<Page> {
    const page = await open(path);
    await signIn(page, username);
    sessions.set(username, await saveSession(page));
    return page;
  }

  return {
    folder: () => folder,
    endpoints: () => stack.endpoints,
    browser: () => browser,
    signInAs,
    async pageOf(username, path = '/') {
      const session = sessions.get(username);
      if (session === undefined) return signInAs(username, path);
      const page = await open(path, session);
      await page.getByRole('button', { name: 'Account' }).waitFor();
      return page;
    },
  };
}
