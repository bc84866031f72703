import { latestMoment, momentAt } from '../audit/moment.ts';
import { readYear } from '../calendar/financial-year.ts';
import { quarterLabel } from '../calendar/quarter.ts';
import { FIGURES, readValues } from '../figures/registry.ts';
import { listDecisions } from '../funds/decision.store.ts';
import { listFunds } from '../funds/fund.store.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { type Books, type Figure, openBooks } from '../ledger/figure.ts';
import { type Scope, scopeShown, scopeTexts } from '../ledger/scope.ts';
import { figureText } from '../ledger/shown-figure.ts';
import { listMeasures } from '../outcomes/measure.store.ts';
import { listObservations } from '../outcomes/observation.store.ts';
import { COUNTY } from '../partners/place.ts';
import { type Command, print, text, theOffice, UsageError } from './command.ts';

export const figuresCommand: Command = {
  name: 'figures',
  usage: 'figures [--as-at INSTANT] [--year 2014-15] [--json]',
  help: `Prints every figure of the fund and of each initiative, per financial year: id, scope, value, unit, marker.
An instant is a day (its last moment) or UTC text such as 2015-06-30T17:00:00Z. Money is in pence.`,
  options: { 'as-at': { type: 'string' }, year: { type: 'string' }, json: { type: 'boolean' } },
  positionals: 0,
  async run(call) {
    const { site } = call;
    const office = await theOffice(site);
    const asAt = text(call, 'as-at');
    const moment =
      asAt === undefined
        ? await latestMoment(site.db, office.id)
        : await momentAt(site.db, office.id, asAt, site.clock.now());
    const books = openBooks(site.db, office.id, moment);
    const answers: Answer[] = [];
    for (const figure of FIGURES) {
      const scopes = await scopesOf(figure, books, call.values.year);
      for (const { scope, value, marker, leavesOut } of await readValues(books, figure.id, scopes)) {
        answers.push({ id: figure.id, scope: scopeTexts(scope), value, unit: figure.unit, marker });
        if (call.values.json !== true) {
          const shown = figureText(figure, { value, marker, leavesOut });
          print(`${figure.id.padEnd(24)} ${shown.padStart(24)}  ${scopeShown(scope)}`);
        }
      }
    }
    if (call.values.json === true) print(JSON.stringify({ 'as-at': moment.at, seq: moment.seq, figures: answers }));
    return 0;
  },
};

interface Answer {
  id: string;
  scope: Record<string, string>;
  value: number | null;
  unit: string;
  marker: string;
}

/** What a figure is asked about: outcomes by measure, what came in by fund, and all else by initiative as well. */
async function scopesOf({ id }: Figure, books: Books, year: unknown): Promise<Scope[]> {
  if (id.startsWith('outcome.')) return outcomeScopes(books, id);
  const scopes = await moneyScopes(books, year);
  if (id.startsWith('decision.')) {
    const decisions = await listDecisions(books.db, books.officeId, books.moment.seq);
    return decisions.map(({ ref }) => ({ decision: ref }));
  }
  return id.startsWith('fund.') ? scopes.filter(({ initiative }) => initiative === undefined) : scopes;
}

async function moneyScopes(books: Books, year: unknown): Promise<Scope[]> {
  const funds = await listFunds(books.db, books.officeId);
  const initiatives = await listInitiatives(books.db, books.officeId, books.moment.seq);
  const known = [...new Set((await books.periods()).map((period) => period.year))];
  const named = typeof year === 'string' ? readYear(year) : null;
  if (typeof year === 'string' && named === null)
    throw new UsageError(`${year} is not a financial year, like 2014-15.`);
  const years = named === null ? known : [named];
  return years.flatMap((of) => [
    ...funds.map(({ code }) => ({ fund: code, year: of })),
    ...initiatives.map(({ fund, ref }) => ({ fund, initiative: ref, year: of })),
  ]);
}

async function outcomeScopes(books: Books, id: string): Promise<Scope[]> {
  const measures = await listMeasures(books.db, books.officeId, books.moment.seq);
  const observations = await listObservations(books.db, books.officeId, { upToSeq: books.moment.seq });
  const quarters = new Map(observations.map(({ quarter }) => [quarterLabel(quarter), quarter]));
  const years = [...new Set([...quarters.values()].map(({ year }) => year))];
  const times: Scope[] = id.startsWith('outcome.year')
    ? years.map((year) => ({ year }))
    : [...quarters.values()].map((quarter) => ({ quarter }));
  // A county total beside its districts would give a hidden district away, so it stands alone.
  return measures.flatMap(({ code }) => times.map((time) => ({ measure: code, ...time, place: COUNTY.code })));
}
