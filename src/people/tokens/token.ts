import { randomBytes } from 'node:crypto';
import { addDays, type Day } from '../../calendar/day.ts';
import { sha256 } from '../../platform/digest.ts';
import type { ActName } from '../may.ts';
import { type ScopeName, scopeOf } from './scope.ts';

/** What a token opens: tables for programs, or one person's calendar. */
export type TokenKind = 'tables' | 'calendar';

/** A token as its owner sees it. The secret itself is nowhere. */
export interface Token {
  id: number;
  ref: string;
  officeId: number;
  personId: number;
  kind: TokenKind;
  name: string;
  scopes: ScopeName[];
  madeAt: string;
  /** The last day on which it opens anything; null for a calendar, which lives until it is revoked. */
  expiresOn: Day | null;
  revokedAt: string | null;
  /** When it last opened something, to the minute; null before it ever did. */
  lastUsedAt: string | null;
}

export type TokenState = 'in use' | 'expired' | 'revoked';

/** For how many days a token may be good. */
export const LIVES: readonly { value: string; text: string; days: number }[] = [
  { value: '30', text: '30 days', days: 30 },
  { value: '90', text: '90 days', days: 90 },
  { value: '180', text: '180 days', days: 180 },
  { value: '365', text: 'a year', days: 365 },
];

/** The last day of a token that is made on a day and good for so many. */
export function lastDay(today: Day, days: number): Day {
  return addDays(today, days);
}

/** How a token stands on a day. */
export function tokenState({ revokedAt, expiresOn }: Pick<Token, 'revokedAt' | 'expiresOn'>, today: Day): TokenState {
  if (revokedAt !== null) return 'revoked';
  return expiresOn !== null && expiresOn < today ? 'expired' : 'in use';
}

/** Whether a token is good for an act: reading alone, and within its scopes. What its owner may is asked besides. */
export function tokenAllows({ scopes }: Pick<Token, 'scopes'>, act: ActName): boolean {
  const scope = scopeOf(act);
  return scope !== null && scopes.includes(scope);
}

const SHAPE = /^cse_[A-Za-z0-9_-]{43}$/;

/** A new secret: 256 random bits, with letters in front by which a scanner finds one that leaked. */
export function newSecret(): string {
  return `cse_${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a secret; null for a text that is none. It is random, so no digest of it can be guessed back. */
export function secretDigest(secret: string): string | null {
  return SHAPE.test(secret) ? sha256(`token\0${secret}`) : null;
}

/**
 * The secret that a request carries: as `Bearer`, or as `Basic`, where the token is the password and the name is
 * whatever a program insists on. Null when the header is absent; empty when it is there and holds none.
 */
export function secretOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (header.length > 500) return '';
  const [, scheme = '', rest = ''] = /^(\S+)\s+(\S+)\s*$/.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return rest;
  if (scheme.toLowerCase() !== 'basic') return '';
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(rest, 'base64').toString('utf8')) ?? [];
  return password;
}
