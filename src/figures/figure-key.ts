import { type Scope, scopeTexts } from '../ledger/scope.ts';
import { canonical } from '../platform/digest.ts';

const texts = new WeakMap<Scope, string>();

/** One name for a figure and its scope, by which a paper finds the number it was frozen under. */
export function figureKey(id: string, scope: Scope): string {
  return `${id} ${scopeText(scope)}`;
}

/** A paper asks for the names of its figures many times over, and no scope is changed once it is made. */
function scopeText(scope: Scope): string {
  const known = texts.get(scope);
  if (known !== undefined) return known;
  const text = canonical(scopeTexts(scope));
  texts.set(scope, text);
  return text;
}
