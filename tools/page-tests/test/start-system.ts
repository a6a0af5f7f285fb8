import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  endProcess,
  startStackProcess,
  temporaryFolder,
  type RunningStack,
} from '@miniatura/local/test-support/run-command';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { launchChromium, signIn, visit } from './open-browser.ts';

const WEB = fileURLToPath(new URL('../../../apps/web', import.meta.url));

/** The complete system and a browser, which run during the tests. */
export interface SystemUnderTest {
  /** Returns the data folder of the stack. */
  readonly folder: () => string;
  readonly endpoints: () => RunningStack['endpoints'];
  readonly browser: () => Browser;
  /**
   * Opens a signed-in user's tab. The test fails if its page violates a policy or throws an error.
   */
  readonly pageOf: (username: Parameters<typeof signIn>[1], path?: string) => Promise<Page>;
}

/** Starts the system before the tests of the calling `describe`, and stops it after them. */
export function startSystem(executablePath: string, timeoutMs: number): SystemUnderTest {
  let folder: string;
  let stack: RunningStack;
  let browser: Browser;

  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', 'build'], { cwd: WEB });
    folder = await temporaryFolder();
    stack = await startStackProcess(folder, 0);
    browser = await launchChromium(executablePath);
  }, timeoutMs);

  afterAll(async () => {
    await browser?.close();
    if (stack) await endProcess(stack.process, 'SIGKILL');
    if (folder) await rm(folder, { recursive: true });
  });

  return {
    folder: () => folder,
    endpoints: () => stack.endpoints,
    browser: () => browser,
    pageOf: async (username, path = '/') => {
      const { page, violations } = await visit(browser, `${stack.endpoints.page}${path}`);
      onTestFinished(async () => {
        await page.context().close();
        expect(violations).toEqual([]);
      });
      await signIn(page, username);
      return page;
    },
  };
}
