import { type Once, perform } from '../../audit/act.ts';
import { londonDay } from '../../calendar/day.ts';
import { readQuery } from '../../platform/form.ts';
import { notFound } from '../../platform/refusal.ts';
import type { Door, Visit } from '../door.ts';
import { actOnForm } from '../form-visit.ts';
import { ACTS, type ActName } from '../may.ts';
import { readNames } from '../person.store.ts';
import { doer } from '../person.ts';
import { SCOPE_NAMES, type ScopeName, scopeOf } from './scope.ts';
import { readToken } from './token.form.ts';
import { TOKENS, tokenFormPage, tokenMadePage, tokenPage, tokensPage, tokenTable } from './token.pages.ts';
import { addToken, findToken, isDigestOf, listTokens, type NewToken, revokeToken } from './token.store.ts';
import { lastDay, newSecret, secretDigest, type Token } from './token.ts';

/** The tokens by which programs read tables: their owner's own, made and revoked by them. */
export function tokenRoutes(door: Door): void {
  door.get('/tokens', 'token.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { own, all } = await readTables(visit);
    visit.show('platform/record', tokensPage(own, all));
  });

  door.get('/tokens/new', 'token.make', async (visit) => {
    visit.show('platform/form', tokenFormPage(offeredTo(visit)));
  });

  door.post('/tokens/new', 'token.make', async (visit) => {
    const offered = offeredTo(visit);
    await actOnForm(visit, readToken(visit.req.body, offered), {
      field: 'name',
      again: (typed, errors) => tokenFormPage(offered, typed, errors),
      act: async ({ name, scopes, days }) => {
        const today = londonDay(visit.site.clock.now());
        const wanted = { kind: 'tables', name, scopes, madeOn: today, expiresOn: lastDay(today, days) } as const;
        const { token, secret } = await makeToken(visit, visit.once(), wanted);
        visit.show('platform/record', tokenMadePage(token, secret));
      },
    });
  });

  door.get('/tokens/:ref', 'token.read', async (visit) => {
    const token = await readAsked(visit);
    const names = await readNames(visit.site.db, visit.office.id);
    const today = londonDay(visit.site.clock.now());
    const owner = names.get(token.personId) ?? '';
    visit.show('platform/record', tokenPage(token, today, owner, mayRevoke(visit, token)));
  });

  door.post('/tokens/:ref/revocation', 'token.read', async (visit) => {
    const token = await readAsked(visit);
    if (!mayRevoke(visit, token)) visit.demand('token.revoke-any');
    await perform(visit.site, doer(visit.person), 'token.revoke', visit.once(), async (act) => {
      await revokeToken(act, token);
      return { subject: { kind: 'token', ref: token.ref }, detail: { person: token.personId }, result: token.ref };
    });
    visit.done(TOKENS.href, `${token.ref} was revoked. What used it is refused from now on.`);
  });
}

/**
 * Makes a token for whoever visits and answers it with its secret, which is kept nowhere; without it when the form was
 * sent before. The audit event says what the token opens and until when, and nothing that it could be guessed from.
 */
export async function makeToken(
  { site, person, office }: Visit,
  once: Once,
  wanted: Omit<NewToken, 'digest'>,
): Promise<{ token: Token; secret: string | null }> {
  const secret = newSecret();
  const digest = secretDigest(secret) as string;
  const ref = await perform(site, doer(person), 'token.make', once, async (act) => {
    const made = await addToken(act, { ...wanted, digest });
    const detail = { kind: wanted.kind, scopes: [...wanted.scopes], expires_on: wanted.expiresOn };
    return { subject: { kind: 'token', ref: made }, detail, result: made };
  });
  const token = await findToken(site.db, office.id, ref);
  return { token, secret: (await isDigestOf(site.db, token, digest)) ? secret : null };
}

async function readTables(visit: Visit) {
  const { db, clock } = visit.site;
  const today = londonDay(clock.now());
  const tokens = await listTokens(db, visit.office.id);
  const own = tokens.filter(({ personId }) => personId === visit.person.id);
  const all = visit.may('token.read-all') ? tokenTable(tokens, today, await readNames(db, visit.office.id)) : null;
  return { own: tokenTable(own, today, null), all };
}

/** A token that whoever visits may see: their own, or anybody's for those who look after them. */
async function readAsked(visit: Visit): Promise<Token> {
  const ref = String(visit.req.params.ref);
  const token = await findToken(visit.site.db, visit.office.id, ref);
  if (token.personId !== visit.person.id && !visit.may('token.read-all')) {
    throw notFound(`access token ${ref.slice(0, 20)}`);
  }
  return token;
}

function mayRevoke(visit: Visit, { personId }: Token): boolean {
  return personId === visit.person.id || visit.may('token.revoke-any');
}

/** The scopes in which whoever visits may read anything themselves. */
function offeredTo(visit: Visit): ScopeName[] {
  const readable = (Object.keys(ACTS) as ActName[]).filter((act) => visit.may(act)).map(scopeOf);
  return SCOPE_NAMES.filter((scope) => readable.includes(scope));
}
