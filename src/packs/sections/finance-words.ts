import type { Scope } from '../../ledger/scope.ts';
import type { FigureAsked } from '../../ledger/shown-figure.ts';
import { rag } from '../../spend/rag.ts';
import { type Rating, ratingOf } from '../../spend/rating.ts';
import type { PackContext, PackInitiative } from '../context.ts';
import { type Cell, type PackFigures, rated } from '../pack.ts';

/** The five figures of the meeting's financial year that matter most. */
export const KEYS = ['budget.current', 'spend.to-date', 'forecast.remaining', 'outturn', 'over-under-spend'] as const;

/** What the ratings of initiatives are worked out from. */
export function ratingAsks({ initiatives, year }: PackContext): FigureAsked[] {
  return initiatives.flatMap(({ ref }) =>
    ['over-under-spend', 'budget.current'].map((figure) => ({ figure, scope: { initiative: ref, year } })),
  );
}

/** What totals of the meeting's financial year leave out. */
export function summaryNotes({ year }: PackContext, figures: PackFigures): string[] {
  const left = figures.of('budget.current', { year }).leavesOut;
  return left.length === 0 ? [] : [leftOutNote(left)];
}

/** What a total leaves out, in a sentence. */
export function leftOutNote(left: readonly string[]): string {
  return `The totals leave out ${left.join(', ')}.`;
}

/** An initiative by its reference and name. */
export function nameOf({ ref, name }: Pick<PackInitiative, 'ref' | 'name'>): string {
  return `${ref} ${name}`;
}

/** The rating of the whole fund by the rule; of an initiative as it stands, with a word where it was overridden. */
export function ratedCell(context: PackContext, figures: PackFigures, initiative: PackInitiative | null): Cell {
  const { word, colour, overridden } = ratingIn(context, figures, initiative);
  return rated(overridden === null ? word : `${word}, overridden`, colour);
}

/** As `ratedCell`, with its word and colour apart. */
export function ratingIn(context: PackContext, figures: PackFigures, initiative: PackInitiative | null): Rating {
  const scope: Scope = { ...(initiative === null ? {} : { initiative: initiative.ref }), year: context.year };
  const { value, leavesOut } = figures.of('over-under-spend', scope);
  // An initiative's outturn without its forecast is not rated; a total says beside it what it leaves out.
  const overUnder = initiative !== null && leavesOut.length > 0 ? null : value;
  const { value: budget } = figures.of('budget.current', scope);
  const anyRingFenced = context.initiatives.some(({ ringFenced }) => ringFenced);
  return ratingOf(rag(overUnder, budget, initiative?.ringFenced ?? anyRingFenced), initiative?.override ?? null);
}
