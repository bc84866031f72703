import { type FormAnswer, FormReader } from '../../platform/form.ts';
import { SCOPE_NAMES, type ScopeName } from './scope.ts';
import { LIVES } from './token.ts';

/** The field that says whether a token is good for a scope. */
export function scopeField(scope: ScopeName): string {
  return `scope-${scope}`;
}

/** What was asked of a new token. */
export interface TokenAsked {
  name: string;
  scopes: ScopeName[];
  days: number;
}

/** Reads the form that makes a token, out of the scopes that were offered. */
export function readToken(body: unknown, offered: readonly ScopeName[]): FormAnswer<TokenAsked> {
  const form = new FormReader(body, ['name', 'days', ...SCOPE_NAMES.map(scopeField)]);
  const name = form.text('name', 'What it is for', { longest: 60 });
  const scopes = offered.filter((scope) => form.box(scopeField(scope), scope));
  if (scopes.length === 0) form.fail(scopeField(offered[0] as ScopeName), 'Select what it may read');
  const days = form.choice('days', 'How long it is good for', LIVES);
  return form.answer(() => ({ name, scopes, days: Number(days) }));
}
