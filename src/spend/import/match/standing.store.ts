import { comparePeriods, type PeriodKey } from '../../../calendar/period.ts';
import { listAgreements } from '../../../initiatives/agreements/agreement.store.ts';
import { readPayments } from '../../../initiatives/agreements/payment-term.store.ts';
import { readPeriods } from '../../../ledger/period.store.ts';
import { currentPeriod, monthAfter } from '../../../ledger/period.ts';
import type { Pence } from '../../../money/pence.ts';
import { COUNTY } from '../../../partners/place.ts';
import type { Db } from '../../../platform/database.ts';
import { listPayables } from '../../claims/payable.store.ts';
import { readProviders } from '../../claims/provider.store.ts';
import { listSpend } from '../../spend.store.ts';
import { lineNamed, type Spend } from '../../spend.ts';
import type { Standing, StandingKind } from './standing.ts';
import { postedAnewFor, readMatched, readRecoded } from './stood-for.ts';

/** How many periods back what stands is still offered. */
const PERIODS_BACK = 14;

/** What stands and no ledger line has come for, the earliest first. */
export async function readStanding(db: Db, officeId: number): Promise<Standing[]> {
  const matched = await readMatched(db, officeId);
  const all = [
    ...(await claims(db, officeId)),
    ...(await instalments(db, officeId)),
    ...(await entries(db, officeId)),
  ].map((one) => ({ ...one, left: leftOf(one, matched) }));
  return all.filter(({ left }) => left !== 0).toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

function leftOf({ ref, kind, pence, left }: Standing, matched: ReadonlyMap<string, Pence>): Pence {
  // What is left to pay of a claim is known by its settlements.
  if (kind === 'claim') return left;
  const open = Math.max(0, Math.abs(pence) - (matched.get(ref) ?? 0));
  return pence < 0 ? -open || 0 : open;
}

async function claims(db: Db, officeId: number): Promise<Standing[]> {
  const providers = await readProviders(db, officeId);
  const agreements = await agreementsByRef(db, officeId);
  return (await listPayables(db, officeId))
    .filter(({ free }) => free > 0)
    .map(({ ref, claim, pence, free, dueOn }) => ({
      ref,
      kind: 'claim',
      supplier: providers.get(claim.agreement) ?? '',
      initiative: agreements.get(claim.agreement)?.initiative ?? '',
      agreement: claim.agreement,
      place: COUNTY.code,
      category: '',
      period: null,
      on: dueOn,
      pence,
      left: free,
      isPosted: false,
      isApproved: true,
    }));
}

async function instalments(db: Db, officeId: number): Promise<Standing[]> {
  const providers = await readProviders(db, officeId);
  const payments = await readPayments(db, officeId);
  // What is paid on claim stands as the claim, once that is approved.
  const claimed = new Set((await listPayables(db, officeId)).map(({ claim }) => claim.agreement));
  const from = await earliest(db, officeId);
  const found: Standing[] = [];
  for (const { ref, initiative, boundYears } of await listAgreements(db, officeId)) {
    if (boundYears.length === 0 || claimed.has(ref)) continue;
    for (const { number, dueOn, pence } of payments.get(ref)?.schedule ?? []) {
      if (dueOn === null || dueOn < from.startsOn) continue;
      found.push({
        ref: `${ref}/${number}`,
        kind: 'instalment',
        supplier: providers.get(ref) ?? '',
        initiative,
        agreement: ref,
        place: COUNTY.code,
        category: '',
        period: null,
        on: dueOn,
        pence,
        left: pence,
        isPosted: false,
        isApproved: true,
      });
    }
  }
  return found;
}

async function entries(db: Db, officeId: number): Promise<Standing[]> {
  const from = await earliest(db, officeId);
  const periods = await readPeriods(db, officeId);
  const current = currentPeriod(periods);
  const spend = await listSpend(
    db,
    officeId,
    { batch: null, kinds: ['spend', 'refund', 'accrual'] },
    { sort: 'oldest' },
  );
  const takenBack = await readTakenBack(db, officeId);
  // A line of the ledger stands behind what was posted anew for one already.
  const ofLines = postedAnewFor(await readRecoded(db, officeId), (from) => lineNamed(from) !== null);
  return spend.flatMap((one): Standing[] => {
    const { kind, status, period } = one;
    if (takenBack.has(one.ref) || ofLines.has(one.ref)) return [];
    if (comparePeriods(period, from) < 0) return [];
    if (status !== 'approved' && status !== 'awaiting approval' && status !== 'turned round') return [];
    if (kind === 'refund') return [standingOf(one, 'refund', -one.pence)];
    if (kind === 'spend') return [standingOf(one, 'entry', one.pence)];
    const turned = status === 'turned round' ? monthAfter(periods, period) : null;
    const back =
      turned === null ? [] : [{ ...standingOf(one, 'accrual turned round', -one.pence, turned), ref: `${one.ref}/R` }];
    return comparePeriods(period, current) >= 0 || back.length > 0
      ? [standingOf(one, 'accrual', one.pence), ...back]
      : [];
  });
}

/** What a reversal takes back that was approved or awaits approval, so that no line can stand for it any more. */
async function readTakenBack(db: Db, officeId: number): Promise<ReadonlySet<string>> {
  const refs: string[] = await db('spend as s')
    .leftJoin('spend_outcome as o', (on) => {
      on.on('o.office_id', 's.office_id').andOn('o.spend_ref', 's.ref');
    })
    .where({ 's.office_id': officeId, 's.kind': 'reversal' })
    .where((q) => q.whereNull('o.id').orWhere('o.outcome', 'approved'))
    .pluck('s.corrects_ref');
  return new Set(refs);
}

function standingOf(spend: Spend, kind: StandingKind, pence: Pence, period: PeriodKey = spend.period): Standing {
  const { ref, supplier, initiative, agreement, place, category, invoicedOn } = spend;
  return {
    ref,
    kind,
    supplier,
    initiative,
    agreement,
    place,
    category,
    period: { year: period.year, number: period.number },
    on: invoicedOn,
    pence,
    left: pence,
    isPosted: true,
    isApproved: spend.status !== 'awaiting approval',
  };
}

async function earliest(db: Db, officeId: number) {
  const periods = await readPeriods(db, officeId);
  const current = currentPeriod(periods);
  const at = periods.findIndex((period) => comparePeriods(period, current) === 0);
  return periods[Math.max(0, at - PERIODS_BACK)] as (typeof periods)[number];
}

async function agreementsByRef(db: Db, officeId: number) {
  return new Map((await listAgreements(db, officeId)).map((agreement) => [agreement.ref, agreement]));
}
