import { type PeriodKey, periodShown, quarterOf } from '../calendar/period.ts';
import { compareQuarters, periodsOfQuarter, type Quarter } from '../calendar/quarter.ts';
import { ratioValue } from '../disclosure/ratio.ts';
import { addUp } from '../ledger/balance.ts';
import { type Books, type Figure, notApplicable, plain, type Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { quartersOf } from '../outcomes/measure.form.ts';
import type { Definition } from '../outcomes/measure.ts';
import { COUNTY } from '../partners/place.ts';
import { periodEndFigures } from '../spend/period-end.figures.ts';
import { standInsForFew } from './stand-in.ts';
import { unpublishedInitiatives } from './unpublished.ts';

/** Something counted that money is set against. */
export interface Counted {
  initiative: string;
  basis: Definition['basis'];
  /** The count as it may be shown. */
  value: Value;
  /** Why it cannot be set against money, whatever the money is. */
  reasons: string[];
}

/** A count beside the spend of the same time and place, and what that comes to for each; all hidden where one is. */
export interface UnitCost {
  spent: Value;
  counted: Value;
  cost: Value;
  /** What the spend was asked by: its parts add up to it. */
  spendScopes: Scope[];
}

/** Spend in the periods that it belongs to, which a count of the same time is set against. */
export const spendOfTime = periodEndFigures.find(({ id }) => id === 'spend.restated') as Figure;

/** The quarters that a question is about; empty where it names neither a quarter nor a year. */
export function quartersAsked({ quarter, year }: Scope): Quarter[] {
  if (quarter !== undefined) return [quarter];
  return year === undefined ? [] : quartersOf([year]);
}

/**
 * Sets spend against a count. Not comparable, with every reason, unless both are of the same time, whole, and counted
 * by one rule; hidden where either is, so that the one never gives the other away.
 */
export async function unitCost(books: Books, scope: Scope, counted: Counted): Promise<UnitCost> {
  const spendScopes = scopesOf(scope, counted);
  const spent = await spendIn(books, scope, counted, spendScopes);
  if (counted.value.marker === 'c' || spent.marker === 'c') {
    const hidden: Value = { scope, value: null, marker: 'c', leavesOut: [] };
    return { spent: hidden, counted: { ...hidden, scope: counted.value.scope }, cost: hidden, spendScopes: [] };
  }
  const found = { spent, counted: counted.value, spendScopes };
  if (counted.value.marker === 'z') return { ...found, cost: notApplicable(scope) };
  const reasons = [
    ...counted.reasons,
    ...reasonsOfCount(counted.value),
    ...(await reasonsOfTime(books, scope, counted)),
    ...reasonsOfSpend(spent),
    ...(await reasonsOfPlace(books, scope, spendScopes)),
  ];
  const value =
    reasons.length > 0 ? null : ratioValue('unit-cost', spent.value as number, counted.value.value as number);
  if (value === null) return { ...found, cost: { scope, value: null, marker: 'x', leavesOut: reasons } };
  return { ...found, cost: { scope, value, marker: counted.value.marker, leavesOut: [] } };
}

/** The spend that belongs to a count: of its quarters, or of everything up to their end where it is cumulative. */
function scopesOf(scope: Scope, { initiative, basis }: Counted): Scope[] {
  const place = isDistrict(scope) ? { place: scope.place } : {};
  const quarters = quartersAsked(scope);
  if (basis !== 'cumulative') return quarters.map((quarter) => ({ initiative, ...place, quarter }));
  const last = periodsOfQuarter(quarters.at(-1) as Quarter).at(-1) as PeriodKey;
  return [{ initiative, ...place, through: { year: last.year, number: last.number } }];
}

function isDistrict({ place }: Scope): boolean {
  return place !== undefined && place !== COUNTY.code;
}

async function spendIn(books: Books, scope: Scope, { initiative }: Counted, scopes: Scope[]): Promise<Value> {
  const unpublished = await unpublishedInitiatives(books);
  if (unpublished.some(({ ref }) => ref === initiative)) return { scope, value: null, marker: 'x', leavesOut: [] };
  const isFew = isDistrict(scope) && (await standInsForFew(books)).has(initiative);
  if (isFew) return { scope, value: null, marker: 'c', leavesOut: [] };
  const values = await spendOfTime.values(books, scopes);
  return plain(scope, addUp(values.map(({ value }) => value as number)));
}

function reasonsOfCount({ value, marker, leavesOut }: Value): string[] {
  if (leavesOut.length > 0) return [`the count leaves out ${leavesOut.join(', ')}`];
  if (value === null) return ['no count of the time is shown'];
  if (value === 0) return ['the count is nought'];
  return marker === 'p' ? ['the count is provisional'] : [];
}

function reasonsOfSpend({ value }: Value): string[] {
  if (value === null) return ['the amount of the initiative was not published'];
  if (value === 0) return ['no spend was recorded in the time, so what was counted was paid for otherwise'];
  return value < 0 ? ['more came back in the time than was spent'] : [];
}

/** Money is of a time, so what is counted on a day has none; and the books of the time must be closed. */
async function reasonsOfTime(books: Books, scope: Scope, { basis }: Counted): Promise<string[]> {
  if (basis === 'point-in-time') return ['it is counted on a day, and money is spent over a time'];
  const quarters = quartersAsked(scope);
  const last = quarters.at(-1) as Quarter;
  const known = await books.periods();
  const isMeant = ({ year, number }: PeriodKey): boolean =>
    basis === 'cumulative'
      ? compareQuarters({ year, quarter: quarterOf(number) }, last) <= 0
      : quarters.some((quarter) => quarter.year === year && quarter.quarter === quarterOf(number));
  const isMissing = !known.some(({ year }) => year === last.year);
  if (isMissing) return ['the books hold no such financial year'];
  const open = known.find((period) => !period.closed && isMeant(period));
  return open === undefined ? [] : [`the spend of the time is not whole: ${periodShown(open)} is still open`];
}

/** A district's share of what was spent for all of them together is nobody's to say. */
async function reasonsOfPlace(books: Books, scope: Scope, scopes: readonly Scope[]): Promise<string[]> {
  if (!isDistrict(scope)) return [];
  const shared = await spendOfTime.values(
    books,
    scopes.map((of) => ({ ...of, place: COUNTY.code })),
  );
  return shared.some(({ value }) => value !== 0)
    ? ['some of the spend of the time is for all districts together, and no share of it is this district’s alone']
    : [];
}
