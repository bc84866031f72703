import type { Moment } from '../audit/moment.ts';
import type { Day } from '../calendar/day.ts';
import type { Span } from '../calendar/financial-year.ts';
import type { Db } from '../platform/database.ts';
import { LineReader } from './list/line-reader.ts';
import { type Place, SPEND_SORTS } from './list/place.ts';
import { listSpend } from './spend.store.ts';
import type { Spend } from './spend.ts';

const REFS_AT_A_TIME = 400;
const LINES_AT_A_TIME = 2000;

/** When money left: the day of payment, or where none was recorded that of the invoice. */
export function paymentDay({ paidOn, invoicedOn }: Pick<Spend, 'paidOn' | 'invoicedOn'>): Day {
  return paidOn ?? invoicedOn;
}

/** Spend of every kind and state whose payment lies within these days, by hand and of files, the earliest first. */
export async function listPaid(
  db: Db,
  officeId: number,
  { span, moment }: { span: Span; moment: Moment },
): Promise<Spend[]> {
  const refs: string[] = await db('spend')
    .where({ office_id: officeId })
    .where('act_seq', '<=', moment.seq)
    .whereRaw('coalesce(paid_on, invoiced_on) BETWEEN ? AND ?', [span.startsOn, span.endsOn])
    .orderBy('id')
    .pluck('ref');
  const paid: Spend[] = [];
  for (let at = 0; at < refs.length; at += REFS_AT_A_TIME) {
    const slice = refs.slice(at, at + REFS_AT_A_TIME);
    paid.push(...(await listSpend(db, officeId, { refs: slice, moment }, { sort: 'oldest' })));
  }
  const reader = await LineReader.open(db, officeId, { from: span.startsOn, to: span.endsOn, moment });
  for (let after: Place | null = null; ; ) {
    const placed = await reader.page(SPEND_SORTS.earliest, after, LINES_AT_A_TIME);
    paid.push(...(await reader.context.spell(placed.map(({ line }) => line))));
    if (placed.length < LINES_AT_A_TIME) break;
    after = placed.at(-1)?.place ?? null;
  }
  return paid.toSorted((a, b) => (paymentDay(a) < paymentDay(b) ? -1 : paymentDay(a) > paymentDay(b) ? 1 : 0));
}
