import { type Scope, scopeTexts } from '../ledger/scope.ts';
import { canonical } from '../platform/digest.ts';

/** One name for a figure and its scope, by which a paper finds the number it was frozen under. */
export function figureKey(id: string, scope: Scope): string {
  return `${id} ${canonical(scopeTexts(scope))}`;
}
