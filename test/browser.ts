import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { unpackBrowser } from './packaged-browser.ts';
import { PASSWORD, type World } from './world.ts';

const require = createRequire(import.meta.url);
const QUIET = [
  '--no-sandbox',
  '--headless=shell',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-sync',
];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** One rule that a page breaks, and where. */
export interface AxeViolation {
  id: string;
  targets: string[];
}

/** Starts the browser: the one npm installed, or the one `CHROMIUM` names. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM || (await unpackBrowser()), args: QUIET });
}

/** What axe-core finds wrong with the page, by WCAG 2.2 AA and its own best practice. */
export async function axeViolations(page: Page): Promise<AxeViolation[]> {
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const results = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })`,
  )) as AxeResults;
  return results.violations.map(({ id, nodes }) => ({ id, targets: nodes.map((node) => node.target.join(' ')) }));
}

/** A browser before the pages of a world. */
export class BrowserSite {
  readonly base: string;
  private readonly server: Server;
  private readonly browser: Browser;

  private constructor(server: Server, browser: Browser) {
    this.server = server;
    this.browser = browser;
    this.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open({ app }: World): Promise<BrowserSite> {
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return new BrowserSite(server, await openBrowser());
  }

  /** A page of somebody who has signed in. */
  async signedIn(
    email: string,
    { javaScriptEnabled = true, width = 1280 }: { javaScriptEnabled?: boolean; width?: number } = {},
  ): Promise<[BrowserContext, Page]> {
    const context = await this.browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled });
    const page = await context.newPage();
    await this.signIn(page, email);
    return [context, page];
  }

  async signIn(page: Page, email: string): Promise<void> {
    await page.goto(`${this.base}/sign-in`);
    await page.fill('#email', email);
    await page.fill('#password', PASSWORD);
    await page.press('#password', 'Enter');
    await page.waitForURL(`${this.base}/`);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
