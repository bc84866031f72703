import { latestMoment, type Moment } from '../audit/moment.ts';
import { decisionFigures } from '../funds/decision.figures.ts';
import { fundFigures } from '../funds/fund.figures.ts';
import { type Agreement, runsIn } from '../initiatives/agreements/agreement.ts';
import { listUnpublishedAgreements } from '../initiatives/agreements/unpublished.store.ts';
import { initiativeFigures } from '../initiatives/initiative.figures.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import {
  type Books,
  type Figure,
  notApplicable,
  openBooks,
  type TraceRow,
  type Unit,
  type Value,
} from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import {
  type FigureAsked,
  figureHref,
  figureText,
  type ReadFigures,
  type ShownFigure,
} from '../ledger/shown-figure.ts';
import type { Pence } from '../money/pence.ts';
import { outcomeFigures } from '../outcomes/outcome.figures.ts';
import { notFound } from '../platform/refusal.ts';
import { advanceFigures } from '../spend/claims/advance.figures.ts';
import { exposureFigures } from '../spend/exposure.figures.ts';
import { forecastFigures } from '../spend/forecast.figures.ts';
import { payrollFigures } from '../spend/payroll/payroll.figures.ts';
import { spendFigures } from '../spend/spend.figures.ts';
import { changeFigures } from './change.figures.ts';
import { completenessFigures } from './completeness.figures.ts';
import { answers } from './dimensions.ts';
import { everyPoundFigures } from './every-pound.figures.ts';
import { kindFigures } from './kind.figures.ts';
import { PROTECTED_FIGURES } from './release/count-release.ts';
import { gateOf } from './release/gate.ts';
import { openShownGate } from './release/shown-gate.ts';
import { restatementFigures } from './restatement.figures.ts';
import { sinceFigures } from './since.figures.ts';
import { hideStandInRows, hideStandIns } from './stand-in.ts';
import { unitCostFigures } from './unit-cost.figures.ts';
import { unpublishedInitiatives } from './unpublished.ts';

/** Every number that a person reads, each with its one definition. */
export const FIGURES: readonly Figure[] = [
  ...fundFigures,
  ...decisionFigures,
  ...initiativeFigures,
  ...spendFigures,
  ...forecastFigures,
  ...exposureFigures,
  ...advanceFigures,
  ...payrollFigures,
  ...outcomeFigures,
  ...kindFigures,
  ...unitCostFigures,
  ...completenessFigures,
  ...everyPoundFigures,
  ...changeFigures,
  ...restatementFigures,
  ...sinceFigures(openWhole),
];

export function findFigure(id: string): Figure {
  const figure = FIGURES.find((candidate) => candidate.id === id);
  if (figure === undefined) throw notFound(`figure ${id}`);
  return figure;
}

/** What is about money, so that an amount nobody published is missing from it. */
const OF_MONEY: readonly Unit[] = ['pence', 'tenths-of-percent', 'pence-per-unit'];

/** Money that is known in full, or says itself what it lacks: the fund's own, what was asked back, and unit costs. */
const WITHOUT_UNPUBLISHED = /^(fund\.|clawback\.|grant\.|unit-cost|bed-nights\.)/;

/** A figure's values for scopes, as at the books' moment, saying what a total of money leaves out. */
export async function readValues(books: Books, id: string, scopes: Scope[]): Promise<Value[]> {
  const figure = findFigure(id);
  const values = await hideStandIns(books, figure, await answered(figure, books, scopes));
  if (!OF_MONEY.includes(figure.unit) || WITHOUT_UNPUBLISHED.test(id)) return values;
  const unpublished = await unpublishedInitiatives(books);
  const agreements = await books.once('figures.unpublished-agreements', () =>
    listUnpublishedAgreements(books.db, books.officeId, books.moment.seq),
  );
  if (unpublished.length === 0 && agreements.length === 0) return values;
  return values.map((value) => {
    if (!answers(id, value.scope)) return value;
    return withUnpublishedAgreements(id, withUnpublished(value, unpublished), agreements);
  });
}

function withUnpublished(value: Value, unpublished: Initiative[]): Value {
  const { initiative, fund, allocation, agreement, source, place, category, decision } = value.scope;
  if (initiative !== undefined) {
    return unpublished.some(({ ref }) => ref === initiative) ? { ...value, value: null, marker: 'x' } : value;
  }
  // A narrower total never meant them: they have no source, allocation or agreement that anybody published.
  if ([allocation, agreement, source, place, category, decision].some((part) => part !== undefined)) return value;
  const left = unpublished.filter((candidate) => fund === undefined || candidate.fund === fund);
  return {
    ...value,
    leavesOut: [...value.leavesOut, ...left.map(({ ref, name }) => `${ref} ${name} (amount not published)`)],
  };
}

/** What is agreed without a published amount is no £0.00, and totals of what is agreed say that they leave it out. */
function withUnpublishedAgreements(id: string, value: Value, agreements: readonly Agreement[]): Value {
  const { initiative, fund, agreement, year } = value.scope;
  if (agreement !== undefined) {
    return agreements.some(({ ref }) => ref === agreement) ? { ...value, value: null, marker: 'x' } : value;
  }
  if (!id.startsWith('commitment.') || value.marker === 'x') return value;
  const { allocation, source, place, category } = value.scope;
  if ([allocation, source, place, category].some((part) => part !== undefined)) return value;
  const left = agreements.filter(
    (of) =>
      (initiative === undefined || of.initiative === initiative) &&
      (fund === undefined || of.fund === fund) &&
      (year === undefined || runsIn(of, year)) &&
      !value.leavesOut.some((said) => said.startsWith(`${of.initiative} `)),
  );
  return { ...value, leavesOut: [...value.leavesOut, ...left.map(({ ref }) => `${ref} (amount not published)`)] };
}

/** What a number could not include, or why a cost for each is not given, as a sentence; null where neither is said. */
export function leavesOutNote({ unit }: Pick<Figure, 'unit'>, leavesOut: string[]): string | null {
  if (leavesOut.length === 0) return null;
  return unit === 'pence-per-unit' ? `Not comparable: ${leavesOut.join('; ')}` : `Leaves out ${leavesOut.join(', ')}`;
}

/** What the gate lets pass of a protected figure, the figure's own answers, and [z] where it is asked by what it knows nothing of. */
async function answered(figure: Figure, books: Books, scopes: Scope[]): Promise<Value[]> {
  const asked = scopes.filter((scope) => answers(figure.id, scope));
  const values = await gated(figure, books, asked);
  if (asked.length === scopes.length) return values;
  const found = new Map(asked.map((scope, index) => [scope, values[index] as Value]));
  return scopes.map((scope) => found.get(scope) ?? notApplicable(scope));
}

async function gated(figure: Figure, books: Books, scopes: Scope[]): Promise<Value[]> {
  if (!PROTECTED_FIGURES.includes(figure.id)) return figure.values(books, scopes);
  const gate = await gateOf(books, () => openShownGate(books));
  const passed = scopes.map((scope) => gate.answer({ figure: figure.id, scope }));
  const open = scopes.filter((_, index) => passed[index] === null);
  const values = await figure.values(books, open);
  return passed.map((value) => value ?? (values.shift() as Value));
}

/** The values of many figures in the order asked, each figure asked once for all of its scopes. */
export async function answerFigures(books: Books, asked: readonly FigureAsked[]): Promise<Value[]> {
  const byFigure = new Map<string, number[]>();
  for (const [index, { figure }] of asked.entries()) {
    const indexes = byFigure.get(figure);
    if (indexes === undefined) byFigure.set(figure, [index]);
    else indexes.push(index);
  }
  const answers: Value[] = new Array(asked.length);
  for (const [id, indexes] of byFigure) {
    const scopes = indexes.map((index) => (asked[index] as FigureAsked).scope);
    const values = await readValues(books, id, scopes);
    for (const [position, index] of indexes.entries()) answers[index] = values[position] as Value;
  }
  return answers;
}

/** A value as pages show it; its link names the moment only where one is named. */
export function shownFigure(id: string, value: Value, named?: Moment): ShownFigure {
  const figure = findFigure(id);
  return {
    figure: id,
    label: figure.label,
    scope: value.scope,
    text: figureText(figure, value),
    href: figureHref(id, value.scope, named),
    unit: figure.unit,
    value: value.value,
    marker: value.marker,
    note: leavesOutNote(figure, value.leavesOut),
  };
}

export const readFigures: ReadFigures = async (where, asked) => {
  const named = 'once' in where ? undefined : where.moment;
  const books =
    'once' in where
      ? where
      : openBooks(where.db, where.officeId, named ?? (await latestMoment(where.db, where.officeId)), where.seesEntries);
  const values = await answerFigures(books, asked);
  return values.map((value, index) => shownFigure((asked[index] as FigureAsked).figure, value, named));
};

/** A figure opened: its value and the rows behind it, which add up to it. */
export interface OpenedFigure {
  figure: Figure;
  value: Value;
  rows: TraceRow[];
}

export async function openFigure(books: Books, id: string, scope: Scope): Promise<OpenedFigure> {
  const { figure, value, rows } = await openWhole(books, id, scope);
  return { figure, value, rows: await hideStandInRows(books, figure, value, rows) };
}

/** What the rows behind a figure come to, with the amounts that no page shows: to check the figure by, never shown itself. */
export async function addedAgain(books: Books, id: string, scope: Scope): Promise<Pence> {
  const figure = findFigure(id);
  const rows = figure.whole === undefined ? await figure.trace(books, scope) : await figure.whole(books, scope);
  return addUp(rows.map(({ value }) => value ?? 0));
}

/** A figure with all rows behind it, those too that stand in for few children: for whoever hides them or adds them up. */
async function openWhole(books: Books, id: string, scope: Scope): Promise<OpenedFigure> {
  const [value] = await readValues(books, id, [scope]);
  const figure = findFigure(id);
  // Nothing is behind what has no meaning, nor behind an amount that nobody published.
  const isUnknown = value?.marker === 'x' && OF_MONEY.includes(figure.unit) && figure.unit !== 'pence-per-unit';
  const rows = isUnknown || !answers(id, scope) ? [] : await rowsBehind(figure, books, scope);
  return { figure, value: value as Value, rows };
}

async function rowsBehind(figure: Figure, books: Books, scope: Scope): Promise<TraceRow[]> {
  if (!PROTECTED_FIGURES.includes(figure.id)) return figure.trace(books, scope);
  const gate = await gateOf(books, () => openShownGate(books));
  const asked = { figure: figure.id, scope };
  return gate.answer(asked) === null ? figure.trace(books, scope) : gate.rows(asked);
}
