import { existsSync } from 'node:fs';
import path from 'node:path';

function findRoot(start: string): string {
  if (existsSync(path.join(start, 'package.json'))) return start;
  const parent = path.dirname(start);
  if (parent === start) throw new Error('package.json was not found above the program.');
  return findRoot(parent);
}

/** The folder that holds package.json: the same from the sources and from the build. */
const PROJECT_ROOT = findRoot(import.meta.dirname);

/** A path inside the project, such as `inProject('data', 'categories.csv')`. */
export function inProject(...parts: string[]): string {
  return path.join(PROJECT_ROOT, ...parts);
}
