import type { Knex } from 'knex';
import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import type { Day } from '../../calendar/day.ts';
import { type Db, type Row, write } from '../../platform/database.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import type { ScopeName } from './scope.ts';
import type { Token, TokenKind } from './token.ts';

/** A token to be made. */
export interface NewToken {
  kind: TokenKind;
  name: string;
  scopes: readonly ScopeName[];
  madeOn: Day;
  expiresOn: Day | null;
  digest: string;
}

const MOST = 20;

/**
 * Makes a token of whoever acts and answers its reference, such as `TK-2026-0001`. Refused by name: `too-many` when
 * they have twenty that are not revoked.
 */
export async function addToken(act: Act, wanted: NewToken): Promise<string> {
  const personId = act.doer.personId as number;
  const own = await listTokens(act.trx, act.doer.officeId, personId);
  if (own.filter(({ revokedAt }) => revokedAt === null).length >= MOST) {
    throw refused('too-many', `You have ${MOST} tokens already. Revoke those that are not needed first.`, 'name');
  }
  const year = Number(wanted.madeOn.slice(0, 4));
  const ref = `TK-${year}-${String(await act.nextNumber('token', year)).padStart(4, '0')}`;
  await act.add('access_token', {
    ref,
    person_id: personId,
    kind: wanted.kind,
    name_words: await act.words(wanted.name),
    scopes: wanted.scopes.join(' '),
    secret_digest: wanted.digest,
    expires_on: wanted.expiresOn,
  });
  return ref;
}

/** Revokes a token, once and for ever. Refused by name: `revoked-already`. */
export async function revokeToken(act: Act, token: Token): Promise<void> {
  const before = await act.trx('access_token_end').where({ office_id: token.officeId, token: token.ref }).first('id');
  if (before !== undefined) throw refused('revoked-already', `${token.ref} was revoked already.`);
  await act.add('access_token_end', { token: token.ref, ended_by: act.doer.personId });
}

/** An office's tokens, or those of one person, the newest first. */
export async function listTokens(db: Db, officeId: number, personId?: number): Promise<Token[]> {
  const query = tokens(db).where({ 't.office_id': officeId }).orderBy('t.id', 'desc');
  const rows: Row[] = await (personId === undefined ? query : query.where({ 't.person_id': personId }));
  return (await spellOut(db, rows)).map((row) => tokenFrom(row as Row));
}

/** A token of an office by its reference; not found when there is none. */
export async function findToken(db: Db, officeId: number, ref: string): Promise<Token> {
  const found = (await listTokens(db, officeId)).find((token) => token.ref === ref);
  if (found === undefined) throw notFound(`access token ${ref.slice(0, 20)}`);
  return found;
}

/** The token that a digest belongs to, of any office; null when it belongs to none. */
export async function findByDigest(db: Db, digest: string): Promise<Token | null> {
  const row: Row | undefined = await tokens(db).where({ 't.secret_digest': digest }).first();
  return row === undefined ? null : tokenFrom({ ...row, name: '' });
}

/** Whether a token is the one that was made of this secret. */
export async function isDigestOf(db: Db, { id }: Token, digest: string): Promise<boolean> {
  return (await db('access_token').where({ id, secret_digest: digest }).first('id')) !== undefined;
}

function tokens(db: Db) {
  return db('access_token as t')
    .join('audit_event as made', (on) => on.on('made.office_id', 't.office_id').on('made.seq', 't.act_seq'))
    .leftJoin('access_token_end as e', (on) => on.on('e.office_id', 't.office_id').on('e.token', 't.ref'))
    .leftJoin('audit_event as ended', (on) => on.on('ended.office_id', 'e.office_id').on('ended.seq', 'e.act_seq'))
    .leftJoin('access_token_use as u', 'u.token_id', 't.id')
    .select('t.id', 't.ref', 't.office_id', 't.person_id', 't.kind', 't.name_words', 't.scopes', 't.expires_on')
    .select({ made_at: 'made.recorded_at', revoked_at: 'ended.recorded_at', last_used_at: 'u.last_used_at' });
}

function tokenFrom(row: Row): Token {
  return {
    id: row.id,
    ref: row.ref,
    officeId: row.office_id,
    personId: row.person_id,
    kind: row.kind,
    name: row.name ?? '',
    scopes: row.scopes === '' ? [] : row.scopes.split(' '),
    madeAt: row.made_at,
    expiresOn: row.expires_on,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

const USE_NOTED_SECONDS = 60;

/** Notes that a token opened something, at most once a minute, so that reading tables does not write each time. */
export async function noteUse(db: Knex, { id, lastUsedAt }: Token, now: string): Promise<void> {
  const stale = new Date(new Date(now).getTime() - USE_NOTED_SECONDS * 1000).toISOString();
  if (lastUsedAt !== null && lastUsedAt > stale) return;
  await write(db, (trx) =>
    trx('access_token_use').insert({ token_id: id, last_used_at: now }).onConflict('token_id').merge(['last_used_at']),
  );
}
