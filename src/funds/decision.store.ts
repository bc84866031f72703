import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';

/** A recorded decision: what money rests on. */
export interface Decision {
  ref: string;
  decidedOn: Day;
  title: string;
  summary: string;
  decidedBy: string;
  /** The amount that the decision itself names, which may be for more than this fund; null when it names none. */
  headlinePence: Pence | null;
  /** Whether it was made up for the demonstration. */
  invented: boolean;
}

/** A decision to be recorded. */
export interface NewDecision extends Omit<Decision, 'ref'> {}

/** Records a decision and answers its reference. */
export async function addDecision(act: Act, wanted: NewDecision): Promise<string> {
  const year = Number(wanted.decidedOn.slice(0, 4));
  const ref = `D-${year}-${String(await act.nextNumber('decision', year)).padStart(3, '0')}`;
  await act.add('decision', {
    ref,
    decided_on: wanted.decidedOn,
    title_words: await act.words(wanted.title),
    summary_words: await act.words(wanted.summary),
    decided_by_words: await act.words(wanted.decidedBy),
    headline_pence: wanted.headlinePence,
    invented: wanted.invented ? 1 : 0,
  });
  return ref;
}

/** The decisions recorded up to an act, the oldest decided first. */
export async function listDecisions(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<Decision[]> {
  const rows = await db('decision')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy([{ column: 'decided_on' }, { column: 'id' }]);
  return (await spellOut(db, rows)).map(decisionFrom);
}

/** A decision by its reference; not found when there is none. */
export async function findDecision(db: Db, officeId: number, ref: string): Promise<Decision> {
  const [row] = await spellOut(db, await db('decision').where({ office_id: officeId, ref }));
  if (row === undefined) throw notFound(`decision ${ref}`);
  return decisionFrom(row);
}

/** Refused when the decision that money is to rest on has not been recorded. */
export async function demandDecision(act: Act, ref: string): Promise<void> {
  const row = await act.trx('decision').where({ office_id: act.doer.officeId, ref }).first('id');
  if (row === undefined) {
    throw refused('no-decision', `There is no decision ${ref}. Record the decision first.`, 'decision');
  }
}

function decisionFrom(row: Row): Decision {
  return {
    ref: row.ref,
    decidedOn: row.decided_on,
    title: row.title,
    summary: row.summary,
    decidedBy: row.decided_by,
    headlinePence: row.headline_pence,
    invented: row.invented === 1,
  };
}

/** What cites a decision; one row for each record, source and year. */
export interface MoneyOfDecision {
  what: string;
  href: string;
  figure:
    | 'decision.allocated'
    | 'decision.budgeted'
    | 'decision.moved'
    | 'decision.carried'
    | 'decision.carried-unallocated';
  source: string;
  year: number;
  allocation: string;
  initiative: string;
}

/** What cites the decision, in the order in which it was posted. */
export async function readMoneyOfDecision(db: Db, officeId: number, ref: string): Promise<MoneyOfDecision[]> {
  const rows = new Map<string, MoneyOfDecision>();
  for (const entry of await readEntries(db, officeId, { decisionRef: ref })) {
    const cited = citedBy(entry);
    if (cited !== null) rows.set(JSON.stringify({ ...cited, what: '' }), cited);
  }
  return [...rows.values()];
}

function citedBy({ kind, from, to }: Entry): MoneyOfDecision | null {
  // A budget that is taken back goes into its allocation.
  const { source, year, allocation, initiative } = kind === 'budget-revision' && to.kind === 'allocation' ? from : to;
  const path = initiative === '' ? `/allocations/${allocation}` : `/initiatives/${initiative}`;
  const href = allocation === '' ? `/funding-sources/${source}` : path;
  const money = { source, year, allocation, initiative, href };
  const held = initiative || allocation || 'unallocated';
  if (kind === 'allocate') return { ...money, what: `Allocation ${allocation}`, figure: 'decision.allocated' };
  if (kind === 'virement') return { ...money, what: `Virement to ${held}`, figure: 'decision.moved' };
  if (kind === 'carry-in') {
    const figure = allocation === '' ? 'decision.carried-unallocated' : 'decision.carried';
    return { ...money, what: `Brought forward to ${held}`, figure };
  }
  if (kind !== 'budget' && kind !== 'budget-revision') return null;
  return { ...money, what: `Budget of ${initiative} from ${allocation}`, figure: 'decision.budgeted' };
}
