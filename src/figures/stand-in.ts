import { latestMoment, type Moment } from '../audit/moment.ts';
import { shownCount } from '../disclosure/count.ts';
import { listAgreements } from '../initiatives/agreements/agreement.store.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { bedsOf } from '../initiatives/kinds/bed-night.figures.ts';
import { addUp } from '../ledger/balance.ts';
import { type Books, type Figure, isOfBudgets, openBooks, type TraceRow, type Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { isSmall } from '../outcomes/observation.ts';
import { measuresIn, observationsIn } from '../outcomes/observed.ts';
import { COUNTY } from '../partners/place.ts';
import { answers, dimensionsOf } from './dimensions.ts';
import { figureKey } from './figure-key.ts';

/**
 * Initiatives whose spend in a district stands in for what happened to children, where a district has few of them: its
 * bed nights, or a count of events that has a cost for each, are those of one to five. Whatever moment is asked about,
 * what is known by now counts: nobody may have counted the children yet when the money was spent.
 */
export function standInsForFew(books: Books): Promise<ReadonlySet<string>> {
  return books.once(STAND_INS, async () => {
    const latest = await latestMoment(books.db, books.officeId);
    return latest.seq <= books.moment.seq ? readStandIns(books) : readKnownAt(books, latest);
  });
}

/** Hides by what was known when a paper was published, and not by what is known since: to make it again as it was. */
export async function hideAsKnown(books: Books, known: Moment): Promise<void> {
  await books.once(STAND_INS, () => readKnownAt(books, known));
}

/** Hides in books what is hidden in others that they are compared with, whatever was known at their own moment. */
export async function hideAlso(books: Books, few: ReadonlySet<string>): Promise<void> {
  await books.once(STAND_INS, async () => few);
}

const STAND_INS = 'figures.stand-ins';

async function readKnownAt(books: Books, known: Moment): Promise<ReadonlySet<string>> {
  const later = await readStandIns(openBooks(books.db, books.officeId, known));
  return new Set([...later, ...(await readStandIns(books))]);
}

async function readStandIns(books: Books): Promise<ReadonlySet<string>> {
  const { use } = await bedsOf(books, {});
  const fewPlaced = use.filter(({ children }) => shownCount(children, true).marker === 'c');
  return new Set([...fewPlaced.map(({ initiative }) => initiative), ...(await readCountedFew(books))]);
}

/** Of these, the initiatives of which a count of events that has a cost for each is of few children in a district. */
export async function readCountedFew(books: Books): Promise<ReadonlySet<string>> {
  const measures = (await measuresIn(books)).filter(({ counts, costEach }) => counts === 'events' && costEach !== null);
  const observations = measures.length === 0 ? [] : await observationsIn(books);
  const few = measures.filter((measure) =>
    observations.some((row) => row.measure === measure.code && row.place !== COUNTY.code && isSmall(row, measure)),
  );
  return new Set(few.map(({ initiative }) => initiative));
}

/**
 * Hides spend that stands in for few children: of a place, or under an agreement, which is with somebody who helps
 * children somewhere. Whether there is any in that place or under that agreement decides nothing: one that is nought
 * beside others that are hidden would tell whose the whole is. A place's total of all initiatives leaves it out and says
 * so. What is under an agreement stays for whoever may open each of its entries, since they are to look after it.
 */
export async function hideStandIns(books: Books, figure: Figure, values: Value[]): Promise<Value[]> {
  if (!isOfSpend(figure)) return values;
  const few = await standInsForFew(books);
  if (few.size === 0) return values;
  return Promise.all(
    values.map(async (value) => {
      const { scope } = value;
      if (!isPart(books, scope) || !answers(figure.id, scope)) return value;
      const meant = await fewBehind(books, figure, scope, few);
      if (meant.length === 0) return value;
      return isOfOne(scope) ? confidential(value) : withoutFew(books, figure, value, meant);
    }),
  );
}

function confidential(value: Value): Value {
  return { ...value, value: null, marker: 'c', leavesOut: [] };
}

/** A total of all initiatives without those that stand in for few; hidden where it is no sum of theirs. */
async function withoutFew(books: Books, figure: Figure, value: Value, meant: readonly string[]): Promise<Value> {
  const parts = await figure.values(
    books,
    meant.map((initiative) => ({ ...value.scope, initiative })),
  );
  if (value.value === null || parts.some((part) => part.value === null)) return confidential(value);
  const names = await books.once('figures.initiatives', () =>
    listInitiatives(books.db, books.officeId, books.moment.seq),
  );
  const left = names
    .filter(({ ref }) => meant.includes(ref))
    .map(({ ref, name }) => `${ref} ${name} (stands in for few children)`);
  const rest = addUp([value.value, ...parts.map((part) => -(part.value as number))]);
  return { ...value, value: rest, leavesOut: [...value.leavesOut, ...left] };
}

/** What was agreed to be paid, and when, which says nothing of what was spent. */
const AGREED = ['commitment.signed', 'commitment.varied', 'agreement.scheduled', 'agreement.due-to-date'];

/** Whether an amount says what was spent in a place or under an agreement, or what is left of it. */
function isOfSpend({ id, unit }: Figure): boolean {
  const asked = dimensionsOf(id);
  const hasParts = asked.includes('place') || asked.includes('agreement');
  return unit === 'pence' && asked.includes('initiative') && hasParts && !AGREED.includes(id);
}

/** Whether a question is about a place, or about an agreement for somebody who may not open its entries. */
function isPart({ seesEntries }: Books, { place, agreement }: Scope): boolean {
  return place !== undefined || (agreement !== undefined && !seesEntries);
}

/** Whether a question is about one initiative, or an agreement of one. */
function isOfOne({ initiative, agreement = '' }: Scope): boolean {
  return initiative !== undefined || agreement !== '';
}

/** The initiatives that stand in for few and have something of what is asked about, anywhere and under any agreement. */
async function fewBehind(books: Books, figure: Figure, scope: Scope, few: ReadonlySet<string>): Promise<string[]> {
  const { place: _place, agreement = '', ...wider } = scope;
  const owner = agreement === '' ? undefined : await initiativeOf(books, agreement);
  const only = scope.initiative ?? owner;
  const meant = [...few].filter((ref) => only === undefined || only === ref);
  // A page asks for place after place, and each time it is the same that lies behind.
  const hasAny = (initiative: string) => {
    const of = { ...wider, initiative };
    return books.once(`figures.few-behind ${figureKey(figure.id, of)}`, async () => {
      return (await figure.trace(books, of)).length > 0;
    });
  };
  const found = await Promise.all(meant.map(hasAny));
  return meant.filter((_, index) => found[index]);
}

async function initiativeOf(books: Books, agreement: string): Promise<string | undefined> {
  const agreements = await books.once('figures.agreements', () =>
    listAgreements(books.db, books.officeId, { upToSeq: books.moment.seq }),
  );
  return agreements.find(({ ref }) => ref === agreement)?.initiative;
}

/** The rows behind an amount, where those of spend that stands in for few children are not told one by one. */
export async function hideStandInRows(
  books: Books,
  figure: Figure,
  value: Value,
  rows: TraceRow[],
): Promise<TraceRow[]> {
  if (value.marker === 'c') return isOfSpend(figure) ? [UNNAMED] : rows.map(hidden);
  const secret = await standInRows(books, figure, value, rows);
  const isLeftOut = isOfSpend(figure) && isPart(books, value.scope) && !isOfOne(value.scope);
  return isLeftOut ? rows.filter((row) => !secret.has(row)) : withoutSecrets(books, rows, secret);
}

/** Those of the rows behind an amount that are spend which stands in for few children, or tell it. */
export async function standInRows(
  books: Books,
  figure: Figure,
  { scope }: Value,
  rows: readonly TraceRow[],
): Promise<ReadonlySet<TraceRow>> {
  if (figure.unit !== 'pence' || AGREED.includes(figure.id)) return new Set();
  const few = await standInsForFew(books);
  const meant = [...few].filter((ref) => scope.initiative === undefined || scope.initiative === ref);
  const traces = await Promise.all(meant.map((initiative) => figure.trace(books, { ...scope, initiative })));
  const among = new Set(traces.flat().map(keyOf));
  return new Set(rows.filter((row) => !isTold(row) && among.has(keyOf(row))));
}

/** Whether a row says nothing of what was spent: a decision on a budget, what is expected, a post, or a sum of others. */
function isTold(row: TraceRow): boolean {
  if (row.entry !== undefined) return isOfBudgets(row);
  return row.expected === true || row.href === null || row.href.startsWith('/initiatives/');
}

/**
 * Rows of which some are secret. Whoever may open the entries finds each of them by its name, without its amount; for
 * everybody else they are one row: listed by name, one that comes to the list would be the amount by which the total
 * grew.
 */
export function withoutSecrets(
  { seesEntries }: Books,
  rows: readonly TraceRow[],
  secret: ReadonlySet<TraceRow>,
): TraceRow[] {
  const held = rows.filter((row) => secret.has(row));
  if (held.length === 0) return [...rows];
  if (seesEntries) return rows.map((row) => (secret.has(row) ? hidden(row) : row));
  const together = addUp(held.map(({ value }) => value ?? 0));
  return [...rows.filter((row) => !secret.has(row)), { ...UNNAMED, value: together, marker: '' }];
}

/** Named one by one, entries of a district would be found again behind totals of which they are the only one. */
const UNNAMED: TraceRow = {
  label: 'Entries that stand in for few children, which are not listed',
  href: null,
  day: null,
  value: null,
  marker: 'c',
};

/** A row without its amount. */
export function hidden(row: TraceRow): TraceRow {
  return { ...row, value: null, marker: 'c' };
}

function keyOf({ label, href, value }: TraceRow): string {
  return `${href} ${label} ${value}`;
}
