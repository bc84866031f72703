import type { Knex } from 'knex';
import type { Moment } from '../audit/moment.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import type { PeriodKey } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound } from '../platform/refusal.ts';
import { type SoughtWord, searchOf } from '../platform/search.ts';
import { beyond, type Place, type SortKey, SPEND_SORTS, type SpendSort } from './list/place.ts';
import { lineNamed, lineRef, type Spend, type SpendKind, type SpendStatus } from './spend.ts';

/** Which spend is meant. What is left out is not asked about. */
export interface SpendFilter {
  initiative?: string;
  agreement?: string;
  place?: string;
  category?: string;
  kinds?: readonly SpendKind[];
  status?: SpendStatus;
  year?: number;
  period?: PeriodKey;
  /** A part of the supplier's name. */
  supplier?: string;
  /** The lines of this batch; null means what was entered by hand. */
  batch?: string | null;
  corrects?: string;
  refs?: string[];
  /** Of what is decided together, the first alone, which names the others. */
  leading?: true;
  /** Of what was returned, what was neither entered again nor left as it is. */
  unanswered?: true;
  /** Invoiced on or after, and on or before, these days. */
  from?: Day;
  to?: Day;
  /** Of at least, and of at most, so many pence, whether they were charged or credited. */
  least?: Pence;
  most?: Pence;
  /** Entered by this person. */
  enteredBy?: number;
  /** Words of the supplier, the reference or the description, as they are looked for. */
  words?: readonly SoughtWord[];
  moment?: Moment;
}

/** Rows with what became of them; the period is that posted to once approved, until then that entered. */
function query(db: Db, officeId: number, filter: SpendFilter): Knex.QueryBuilder {
  const upTo = filter.moment?.seq ?? Number.MAX_SAFE_INTEGER;
  // Joined as one set: asked row by row, SQLite reads every outcome again for each spend.
  const reversed = db('spend as r')
    .join('spend_outcome as ro', (on) => {
      on.on('ro.spend_ref', 'r.ref').andOn('ro.office_id', 'r.office_id');
    })
    .where({ 'r.office_id': officeId, 'r.kind': 'reversal', 'ro.outcome': 'approved' })
    .where('ro.act_seq', '<=', upTo)
    .groupBy('r.corrects_ref')
    .select('r.corrects_ref')
    .count('r.id as reversals')
    .as('v');
  const turned = db('entry')
    .where({ office_id: officeId, kind: 'accrual-reversal' })
    .where('act_seq', '<=', upTo)
    .groupBy('spend_ref')
    .select('spend_ref')
    .count('id as turns')
    .as('t');
  return db('spend as s')
    .leftJoin('spend as c', (on) => {
      on.on('c.ref', 's.corrects_ref').andOn('c.office_id', 's.office_id');
    })
    .leftJoin('spend_outcome as o', (on) => {
      on.on('o.spend_ref', 's.ref')
        .andOn('o.office_id', 's.office_id')
        .andOn('o.act_seq', '<=', db.raw('?', [upTo]));
    })
    .leftJoin('line_correction as lc', (on) => {
      on.on('lc.spend_ref', 's.ref').andOn('lc.office_id', 's.office_id');
    })
    .leftJoin(reversed, 'v.corrects_ref', 's.ref')
    .leftJoin(turned, 't.spend_ref', 's.ref')
    .leftJoin('spend_concern as n', (on) => {
      on.on('n.spend_ref', 's.ref').andOn('n.office_id', 's.office_id');
    })
    .where('s.office_id', officeId)
    .modify((q) => {
      if (filter.moment !== undefined) q.where('s.act_seq', '<=', upTo);
      if (filter.initiative !== undefined) q.where('s.initiative', filter.initiative);
      if (filter.agreement !== undefined) q.where('s.agreement', filter.agreement);
      if (filter.place !== undefined) q.where('s.place', filter.place);
      if (filter.category !== undefined) q.where('s.category', filter.category);
      if (filter.kinds !== undefined) q.whereIn('s.kind', [...filter.kinds]);
      if (filter.batch === null) q.whereNull('s.batch_ref');
      else if (filter.batch !== undefined) q.where('s.batch_ref', filter.batch);
      if (filter.corrects !== undefined) {
        const line = lineNamed(filter.corrects);
        if (line === null) q.where('s.corrects_ref', filter.corrects);
        else q.where({ 'lc.batch_ref': line.batch, 'lc.row_number': line.row });
      }
      if (filter.leading === true) {
        q.whereNotExists(
          db('joint_spend as j')
            .select(db.raw('1'))
            .whereRaw('j.office_id = s.office_id AND j.spend_ref = s.ref AND j.first_ref <> s.ref'),
        );
      }
      if (filter.unanswered === true) {
        const answered = (table: string, ref: string) =>
          db(`${table} as a`).select(db.raw('1')).whereRaw(`a.office_id = s.office_id AND a.${ref} = s.ref`);
        q.whereNotExists(answered('earlier_version', 'earlier_ref')).whereNotExists(
          answered('left_returned', 'spend_ref'),
        );
      }
      if (filter.refs !== undefined) q.whereIn('s.ref', filter.refs);
      if (filter.from !== undefined) q.where('s.invoiced_on', '>=', filter.from);
      if (filter.to !== undefined) q.where('s.invoiced_on', '<=', filter.to);
      if (filter.least !== undefined) q.where('s.pence', '>=', filter.least);
      if (filter.most !== undefined) q.where('s.pence', '<=', filter.most);
      if (filter.enteredBy !== undefined) q.where('s.entered_by', filter.enteredBy);
      if (filter.words?.length === 0) q.whereRaw('1 = 0');
      else if (filter.words !== undefined) {
        const found = db('search_entry')
          .where({ office_id: officeId, source: 'spend' })
          .whereIn('id', searchOf(db, 'search_words').ids(filter.words));
        q.whereIn('s.id', found.select('row_id'));
      }
      if (filter.year !== undefined) q.whereRaw('coalesce(o.year, s.year) = ?', [filter.year]);
      if (filter.period !== undefined) {
        const { year, number } = filter.period;
        q.whereRaw('coalesce(o.year, s.year) = ? AND coalesce(o.period, s.period) = ?', [year, number]);
      }
      if (filter.supplier !== undefined) {
        const sought = `%${filter.supplier.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
        q.whereExists(
          db('words as w')
            .select(db.raw('1'))
            .whereRaw("w.digest = s.supplier_words AND lower(w.text) LIKE ? ESCAPE '\\'", [sought]),
        );
      }
      if (filter.status === 'awaiting approval') q.whereNull('o.id');
      if (filter.status === 'returned') q.where('o.outcome', 'returned');
      if (filter.status === 'reversed') q.where('o.outcome', 'approved').whereNotNull('v.reversals');
      if (filter.status === 'turned round') q.where('o.outcome', 'approved').whereNotNull('t.turns');
      if (filter.status === 'approved') {
        q.where('o.outcome', 'approved').whereNull('v.reversals').whereNull('t.turns');
      }
    })
    .select(
      's.*',
      db.raw('coalesce(c.kind, lc.line_kind) as corrects_kind'),
      'lc.batch_ref as corrects_batch',
      'lc.row_number as corrects_row',
      'o.outcome',
      'o.year as posted_year',
      'o.period as posted_period',
      'o.decided_by',
      'o.reason_words as decision_reason_words',
      'v.reversals',
      't.turns',
      'n.year as concerned_year',
      'n.period as concerned_period',
    );
}

const SORT_COLUMNS: Record<SortKey, string> = { recorded: 's.act_seq', size: 's.pence', day: 's.invoiced_on' };

/** The spend that is meant, in the order asked; the newest first. */
export async function listSpend(
  db: Db,
  officeId: number,
  filter: SpendFilter = {},
  page: { sort?: SpendSort; limit?: number; offset?: number; after?: Place } = {},
): Promise<Spend[]> {
  const order = SPEND_SORTS[page.sort ?? 'newest'];
  const key = SORT_COLUMNS[order.by];
  const way = order.down ? 'desc' : 'asc';
  const rows: Row[] = await query(db, officeId, filter)
    .orderBy(key, way)
    .orderBy('s.id', way)
    .modify((q) => {
      if (page.after !== undefined) {
        const { sql, bindings } = beyond(page.after, order, { isLine: false, key, number: 's.id' });
        q.whereRaw(sql, bindings);
      }
      if (page.limit !== undefined) q.limit(page.limit);
      if (page.offset !== undefined) q.offset(page.offset);
    });
  const earlier = await readEarlierBy(db, officeId, rows);
  return (await spellOut(db, rows)).map((row) => spendFrom(row, earlier));
}

/** How many are meant. */
export async function countSpend(db: Db, officeId: number, filter: SpendFilter): Promise<number> {
  const [row] = await query(db, officeId, filter).clearSelect().count({ n: 's.id' });
  return Number(row.n);
}

/** The amounts, kinds and scope of every spend that is meant, without its texts: for counting and adding up. */
export async function listAmounts(db: Db, officeId: number, filter: SpendFilter): Promise<Omit<Spend, 'supplier'>[]> {
  const rows: Row[] = await query(db, officeId, filter).orderBy('s.id');
  const earlier = await readEarlierBy(db, officeId, rows);
  return rows.map((row) => spendFrom(row, earlier));
}

/** Who entered the earlier versions of those rows that were entered by hand and that nobody has decided on. */
async function readEarlierBy(db: Db, officeId: number, rows: readonly Row[]): Promise<Map<string, number[]>> {
  const refs = rows.filter(({ outcome, batch_ref }) => outcome === null && batch_ref === null).map(({ ref }) => ref);
  const earlier = new Map<string, number[]>();
  if (refs.length === 0) return earlier;
  const found = await db('earlier_version as v')
    .join('spend as e', (on) => {
      on.on('e.office_id', 'v.office_id').andOn('e.ref', 'v.earlier_ref');
    })
    .where('v.office_id', officeId)
    .modify((q) => {
      // Of many, those of every entry are read: that is one question, not one for each few hundred.
      if (refs.length <= 400) q.whereIn('v.spend_ref', refs);
    })
    .orderBy('v.steps')
    .select('v.spend_ref', 'e.entered_by');
  for (const { spend_ref: ref, entered_by: by } of found) earlier.set(ref, [...(earlier.get(ref) ?? []), by]);
  return earlier;
}

/** A spend by its reference; not found when there is none. */
export async function findSpend(db: Db, officeId: number, ref: string): Promise<Spend> {
  const [spend] = await listSpend(db, officeId, { refs: [ref] });
  if (spend === undefined) throw notFound(`spend ${ref}`);
  return spend;
}

/** What of a spend can still be taken back, in pence, counting corrections that await approval. */
export async function leftToCorrect(
  db: Db,
  officeId: number,
  { ref, pence }: Pick<Spend, 'ref' | 'pence'>,
): Promise<Pence> {
  const corrections = await listAmounts(db, officeId, { corrects: ref });
  const taken = corrections.filter(({ status }) => status !== 'returned' && status !== 'reversed');
  return pence - addUp(taken.map((correction) => correction.pence));
}

/** Whether spend has moved that nobody recorded: accruals turned round, or what was paid in advance. */
export async function movesByItself(db: Db, officeId: number): Promise<boolean> {
  const found = await db('entry')
    .where({ office_id: officeId })
    .whereIn('kind', ['accrual-reversal', 'prepayment'])
    .first('id');
  return found !== undefined;
}

/** Which of these line keys are already recorded, other than in a batch that was rejected. */
export async function knownLines(db: Db, officeId: number, keys: string[]): Promise<Map<string, Row>> {
  const known = new Map<string, Row>();
  for (let at = 0; at < keys.length; at += 400) {
    const rows = await db('spend as s')
      .leftJoin('import_outcome as i', (on) => {
        on.on('i.batch_ref', 's.batch_ref').andOn('i.office_id', 's.office_id');
      })
      .where('s.office_id', officeId)
      .whereIn('s.line_key', keys.slice(at, at + 400))
      .where((q) => q.whereNull('i.id').orWhere('i.outcome', 'accepted'))
      .select('s.line_key', 's.ref', 's.kind', 's.pence', 's.batch_ref');
    for (const row of rows) known.set(row.line_key, row);
  }
  return known;
}

/** Where a spend stands in a list of an order. */
export function placeOf(spend: Spend, by: SortKey): Place {
  const key = by === 'recorded' ? spend.actSeq : by === 'size' ? spend.pence : spend.invoicedOn;
  return { key, isLine: false, number: spend.id };
}

function spendFrom(row: Row, earlier: ReadonlyMap<string, number[]>): Spend {
  const { ref, fund, kind, initiative, agreement, nature, place, category } = row;
  return {
    id: row.id,
    actSeq: row.act_seq,
    ref,
    fund,
    kind,
    initiative,
    agreement,
    nature,
    place,
    category,
    supplier: row.supplier,
    reference: row.reference,
    description: row.description,
    reason: row.reason,
    invoicedOn: row.invoiced_on,
    receivedOn: row.received_on,
    paidOn: row.paid_on,
    period: { year: row.posted_year ?? row.year, number: row.posted_period ?? row.period },
    concerns: row.concerned_year === null ? null : { year: row.concerned_year, number: row.concerned_period },
    netPence: row.net_pence,
    vatPence: row.vat_pence,
    pence: row.pence,
    corrects: row.corrects_batch === null ? row.corrects_ref : lineRef(row.corrects_batch, row.corrects_row),
    correctsKind: row.corrects_kind,
    batch: row.batch_ref,
    row: row.row_number,
    enteredBy: row.entered_by,
    earlierBy: earlier.get(row.ref) ?? [],
    status: statusOf(row),
    decidedBy: row.decided_by,
    decisionReason: row.decision_reason,
  };
}

function statusOf(row: Row): SpendStatus {
  if (row.outcome === null) return 'awaiting approval';
  if (row.outcome === 'returned') return 'returned';
  if (row.turns !== null) return 'turned round';
  return row.reversals === null ? 'approved' : 'reversed';
}
