import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import type { Day } from '../../calendar/day.ts';
import { yearOfDay, yearShown } from '../../calendar/financial-year.ts';
import { drawInOrder } from '../../funds/budget-head.ts';
import { addUp } from '../../ledger/balance.ts';
import type { NewEntry } from '../../ledger/entry.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { currentPeriod } from '../../ledger/period.ts';
import { post } from '../../ledger/post.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import { findInitiative } from '../initiative.store.ts';
import { demandNotOver } from '../life/life.store.ts';
import {
  type Agreement,
  type AgreementYear,
  type CheckedProvider,
  checkDates,
  type NewAgreement,
  valueByYear,
} from './agreement.ts';
import { bindYears, pursesOfYears } from './bind.store.ts';
import { demandChecks, relyOn } from './provider-check.store.ts';
import { agreementPurses, freeAccount } from './purse.store.ts';
import { listVariations } from './variation.store.ts';
import { latestSaid, type Variation, variedYears } from './variation.ts';

/**
 * Records a signed agreement and binds its value, year by year, out of each year's own budget of the initiative. With
 * several sources, each is drawn on in the order in which it was budgeted, to the penny. Where the amount is not
 * published, nothing is bound.
 *
 * Refused by name: `year-not-made`, `no-budget` for a year in which the initiative has none, `below-zero` beyond what
 * is left of it, unless somebody with the authority says why; `amount-is-published` without a value though the
 * initiative has one; and what `checkDates`, `valueByYear` and `demandChecks` refuse.
 */
export async function commit(act: Act, wanted: NewAgreement): Promise<string> {
  const initiative = await findInitiative(act.trx, act.doer.officeId, wanted.initiative);
  await demandNotOver(act.trx, act.doer.officeId, initiative.ref);
  checkDates(wanted);
  const years = valueByYear(wanted);
  if ('unpublished' in wanted && initiative.amountPublished) throw amountIsPublished(initiative.ref);
  const purses = await pursesOfYears(act, wanted, years);
  const override = await demandChecks(act, wanted.organisationId, wanted.signedOn, wanted);
  const ref = await addAgreementRow(act, wanted, initiative.fund, years);
  if ('unpublished' in wanted) await act.add('agreement_unpublished', { agreement: ref });
  await addYearRows(act, ref, years);
  await bindYears(act, ref, years, purses, { happenedOn: wanted.signedOn, overrideReason: wanted.overrideReason });
  await relyOn(act, override, { agreement: ref, variation: null });
  return ref;
}

function amountIsPublished(initiative: string) {
  return refused(
    'amount-is-published',
    `The amount of ${initiative} is published, so an agreement under it has a value. Enter it.`,
    'published',
  );
}

/** What an agreement is worth in one more of its years, which had no budget when it was signed. */
export interface NewAgreementYear extends AgreementYear, Partial<CheckedProvider> {
  agreement: string;
  happenedOn: Day;
  overrideReason: string | null;
}

/** Binds the value of one more year of an agreement. Refused by name as `commit` refuses. */
export async function addAgreementYear(act: Act, wanted: NewAgreementYear): Promise<void> {
  const agreement = await findAgreement(act.trx, act.doer.officeId, wanted.agreement);
  const { year, pence } = wanted;
  if (agreement.years.some((bound) => bound.year === year)) {
    throw refused(
      'year-twice',
      `${agreement.ref} has its value for ${yearShown(year)}. Vary it to change that.`,
      'year',
    );
  }
  const years = valueByYear({ ...agreement, overrideReason: null, years: [{ year, pence }] });
  const purses = await pursesOfYears(act, agreement, years);
  const override = await demandChecks(act, agreement.organisationId, wanted.happenedOn, wanted);
  await addYearRows(act, agreement.ref, years);
  await bindYears(act, agreement.ref, years, purses, wanted);
  await relyOn(act, override, { agreement: agreement.ref, variation: null });
}

async function addYearRows(act: Act, ref: string, years: readonly AgreementYear[]): Promise<void> {
  await act.addMany(
    'agreement_year',
    years.map(({ year, pence }) => ({ agreement: ref, year, pence })),
  );
}

async function addAgreementRow(
  act: Act,
  wanted: NewAgreement,
  fund: string,
  years: readonly AgreementYear[],
): Promise<string> {
  const signed = Number(wanted.signedOn.slice(0, 4));
  const ref = `AG-${signed}-${String(await act.nextNumber('agreement', signed)).padStart(3, '0')}`;
  await act.add('agreement', {
    fund,
    ref,
    initiative: wanted.initiative,
    kind: wanted.kind,
    organisation_id: wanted.organisationId,
    // Where the amount is not published these two say nothing; a row of its own says so.
    year: years[0]?.year ?? yearOfDay(wanted.startsOn),
    nature: wanted.nature,
    pence: addUp(years.map(({ pence }) => pence)),
    signed_on: wanted.signedOn,
    starts_on: wanted.startsOn,
    ends_on: wanted.endsOn,
    purpose_words: await act.words(wanted.purpose),
    crime_reduction_words: await act.words(wanted.crimeReduction),
    value_for_money_words: await act.words(wanted.valueForMoney),
    conditions_words: await act.optionalWords(wanted.conditions),
  });
  return ref;
}

/** What is to be given back: of one financial year, or without one, of the latest first. */
export interface NewRelease {
  agreement: string;
  year?: number;
  pence: Pence;
  reason: string;
  happenedOn: Day;
  /** The field that a refusal stands beside; `amount` unless named. */
  field?: string;
  /** What is still to be paid on approved claims, in pence: it stays bound. */
  owed?: Pence;
}

/** Reads what is still to be paid under an agreement, in pence: claims are of a higher room. */
export type ReadOwed = (db: Db, officeId: number, agreement: string) => Promise<Pence>;

/**
 * Gives back what an agreement no longer needs. Refused beyond what it still binds (`release`), and beyond what claims
 * that were approved leave of that (`owed`).
 */
export async function release(act: Act, wanted: NewRelease): Promise<void> {
  await findAgreement(act.trx, act.doer.officeId, wanted.agreement);
  const purses = await agreementPurses(act.trx, act.doer.officeId, wanted.agreement, wanted.year);
  const bound = addUp(purses.map(({ left }) => left));
  if (wanted.pence > bound) {
    const ofYear = wanted.year === undefined ? '' : ` of ${yearShown(wanted.year)}`;
    throw refused(
      'release',
      `${wanted.agreement} still binds ${formatPounds(bound)}${ofYear}; ${formatPounds(wanted.pence)} cannot be released.`,
      wanted.field ?? 'amount',
    );
  }
  await demandOwedStays(act, wanted);
  const reasonWords = await act.words(wanted.reason);
  const period = currentPeriod(await readPeriods(act.trx, act.doer.officeId));
  const entries: NewEntry[] = [];
  for (const { account, pence } of drawInOrder(purses.toReversed(), wanted.pence)) {
    const to = await freeAccount(act, account);
    entries.push({ kind: 'release', from: account, to, pence, happenedOn: wanted.happenedOn, period, reasonWords });
  }
  await post(act, entries);
}

async function demandOwedStays(act: Act, { agreement, pence, owed = 0, field = 'amount' }: NewRelease): Promise<void> {
  if (owed === 0) return;
  const purses = await agreementPurses(act.trx, act.doer.officeId, agreement);
  const bound = addUp(purses.map(({ left }) => left));
  if (bound - pence >= owed) return;
  throw refused(
    'owed',
    `${formatPounds(owed)} is still to be paid on approved claims of ${agreement}, which binds ${formatPounds(bound)}: at most ${formatPounds(Math.max(0, bound - owed))} can be released.`,
    field,
  );
}

/**
 * The office's agreements, or an initiative's, in the order in which they were recorded, each as it was varied; with
 * `upToSeq`, as they stood with that act.
 */
export async function listAgreements(
  db: Db,
  officeId: number,
  where: { initiative?: string; ref?: string; upToSeq?: number } = {},
): Promise<Agreement[]> {
  const { upToSeq = Number.MAX_SAFE_INTEGER, ...named } = where;
  const one: { agreement?: string } = where.ref === undefined ? {} : { agreement: where.ref };
  const read = (table: string, chosen: { agreement?: string; initiative?: string; ref?: string }): Promise<Row[]> =>
    db(table)
      .where({ office_id: officeId, ...chosen })
      .where('act_seq', '<=', upToSeq)
      .orderBy('id');
  const rows = await read('agreement', named);
  const years = await read('agreement_year', one);
  const rolled = await read('roll_forward', one);
  const unpublished = new Set((await read('agreement_unpublished', one)).map(({ agreement }) => agreement));
  const variations = await listVariations(db, officeId, { ...one, upToSeq });
  return (await spellOut(db, rows)).map((row) => {
    const of = (others: Row[]) => others.filter(({ agreement }) => agreement === row.ref);
    return agreementFrom(row, {
      years: of(years).map(({ year, pence }) => ({ year, pence })),
      rolledInto: of(rolled).map(({ to_year }) => to_year),
      isUnpublished: unpublished.has(row.ref),
      variations: variations.filter(({ agreement }) => agreement === row.ref),
    });
  });
}

/** An agreement by its reference; not found when there is none. */
export async function findAgreement(db: Db, officeId: number, ref: string): Promise<Agreement> {
  const [found] = await listAgreements(db, officeId, { ref });
  if (found === undefined) throw notFound(`agreement ${ref}`);
  return found;
}

/** What was recorded of an agreement besides its own row. */
interface Recorded {
  years: AgreementYear[];
  rolledInto: number[];
  isUnpublished: boolean;
  variations: Variation[];
}

function agreementFrom(row: Row, { years: ownYears, rolledInto, isUnpublished, variations }: Recorded): Agreement {
  const { ref, fund, initiative, kind, nature, purpose, conditions } = row;
  // An agreement recorded before values were split by year has its one year in its own row.
  const isSplit = isUnpublished || ownYears.some(({ year }) => year === row.year);
  const atFirst = isSplit ? ownYears : [{ year: row.year as number, pence: row.pence as Pence }, ...ownYears];
  const years = variedYears(atFirst, variations);
  const boundYears = [...new Set([...years.map(({ year }) => year), ...rolledInto])].toSorted((a, b) => a - b);
  const signed = { endsOn: row.ends_on, purpose };
  return {
    ref,
    fund,
    initiative,
    kind,
    organisationId: row.organisation_id,
    nature,
    pence: addUp(years.map(({ pence }) => pence)),
    years,
    boundYears,
    amountPublished: !isUnpublished || years.length > 0,
    variations: variations.length,
    signed,
    signedOn: row.signed_on,
    startsOn: row.starts_on,
    endsOn: latestSaid(variations, 'endsOn') ?? signed.endsOn,
    purpose: latestSaid(variations, 'purpose') ?? purpose,
    crimeReduction: row.crime_reduction,
    valueForMoney: row.value_for_money,
    conditions,
  };
}
