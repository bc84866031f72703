import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { ensureAccount } from '../ledger/account.store.ts';
import type { Account, Nature } from '../ledger/account.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { demandFreeCode } from './code.ts';
import { demandDecision } from './decision.store.ts';

/** Money coming into the fund: who gave it, and what it may be used for. */
export interface FundingSource {
  code: string;
  fund: string;
  name: string;
  funder: string;
  restriction: 'none' | 'ring-fenced';
  conditions: string | null;
}

/** Said of whatever was made up so that the demonstration can be shown. */
export const INVENTED = 'Invented for the demonstration';

/** An amount that a source gave for a financial year. */
export interface Award {
  source: string;
  year: number;
  nature: Nature;
  pence: Pence;
  reference: string;
  decisionRef: string | null;
  invented: boolean;
}

/** Adds a funding source. Refused as `code-used` when the office has one of this code. */
export async function addSource(act: Act, source: FundingSource): Promise<void> {
  await demandFreeCode(act, 'funding_source', source.code);
  await act.add('funding_source', {
    fund: source.fund,
    code: source.code,
    name_words: await act.words(source.name),
    funder_words: await act.words(source.funder),
    restriction: source.restriction,
    conditions_words: await act.optionalWords(source.conditions),
  });
}

/** The office's funding sources, in the order in which they were added. */
export async function listSources(db: Db, officeId: number): Promise<FundingSource[]> {
  const rows = await spellOut(db, await db('funding_source').where({ office_id: officeId }).orderBy('id'));
  return rows.map(sourceFrom);
}

/** A funding source by its code; not found when there is none. */
export async function findSource(db: Db, officeId: number, code: string): Promise<FundingSource> {
  const [row] = await spellOut(db, await db('funding_source').where({ office_id: officeId, code }));
  if (row === undefined) throw notFound(`funding source ${code}`);
  return sourceFrom(row);
}

function sourceFrom(row: Row): FundingSource {
  const { code, fund, name, funder, restriction, conditions } = row;
  return { code, fund, name, funder, restriction, conditions };
}

/** Refused when ring-fenced money is to be used otherwise and its funder has not agreed in writing. */
export async function demandConsent(act: Act, { source, consent }: { source: string; consent: string | null }) {
  const { name, restriction } = await findSource(act.trx, act.doer.officeId, source);
  if (restriction === 'none' || consent !== null) return;
  throw refused(
    'no-consent',
    `${name} is ring-fenced, so its funder agrees in writing first. Enter the reference and the date of that consent.`,
    'consent',
  );
}

/** Records what a source gives for a financial year: an entry from the source to unallocated. */
export async function award(act: Act, wanted: Award & { happenedOn: Day }): Promise<void> {
  const source = await findSource(act.trx, act.doer.officeId, wanted.source);
  if (wanted.decisionRef !== null) await demandDecision(act, wanted.decisionRef);
  const money = { fund: source.fund, source: source.code, year: wanted.year, nature: wanted.nature };
  const nothing = { allocation: '', initiative: '', agreement: '' };
  const from: Account = await ensureAccount(act, { ...money, ...nothing, kind: 'source' });
  const to: Account = await ensureAccount(act, { ...money, ...nothing, kind: 'unallocated' });
  const period = currentPeriod(await readPeriods(act.trx, act.doer.officeId));
  const [entryId] = await post(act, [
    {
      kind: 'award',
      from,
      to,
      pence: wanted.pence,
      happenedOn: wanted.happenedOn,
      period,
      decisionRef: wanted.decisionRef ?? undefined,
    },
  ]);
  await act.add('award', {
    source: source.code,
    year: wanted.year,
    nature: wanted.nature,
    pence: wanted.pence,
    reference_words: await act.words(wanted.reference),
    decision_ref: wanted.decisionRef,
    invented: wanted.invented ? 1 : 0,
    entry_id: entryId as number,
  });
}

/** What a source gave, or all of them, up to an act; in the order in which it was recorded. */
export async function listAwards(
  db: Db,
  officeId: number,
  source?: string,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<Award[]> {
  const rows = await db('award')
    .where({ office_id: officeId, ...(source === undefined ? {} : { source }) })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id');
  return (await spellOut(db, rows)).map((row) => ({
    source: row.source,
    year: row.year,
    nature: row.nature,
    pence: row.pence,
    reference: row.reference as string,
    decisionRef: row.decision_ref,
    invented: row.invented === 1,
  }));
}
