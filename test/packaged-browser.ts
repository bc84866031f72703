import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

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
