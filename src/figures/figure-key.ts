import { type Scope, scopeKey } from '../ledger/scope.ts';

/** One name for a figure and its scope, by which a paper finds the number it was frozen under. */
export function figureKey(id: string, scope: Scope): string {
  return `${id} ${scopeKey(scope)}`;
}
