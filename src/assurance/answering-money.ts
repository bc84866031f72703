import { yearShown } from '../calendar/financial-year.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { initiativeHref } from '../initiatives/initiative-choices.ts';
import { figureCell, type ReadFigures, readRows, type ShownFigure } from '../ledger/shown-figure.ts';
import { chooseYear, type YearChoice } from '../ledger/year-choice.ts';
import type { Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import type { ReadPart } from '../people/page-part.ts';
import type { Db } from '../platform/database.ts';
import { type Cell, columns, head, ref as refCell, type Table, words } from '../platform/table.ts';
import { listRecords, listWithBeside } from '../registers/register.store.ts';
import type { Kept } from '../registers/register.ts';
import { stateCell } from './progress.ts';
import { RECOMMENDATIONS, recommendationHref } from './recommendation.ts';
import { LINKS } from './recommendation-link.ts';
import { PROGRESS, progressOf } from './recommendation-state.ts';

/** What an initiative shows of a year where it answers a recommendation. */
const FIGURES = ['budget.current', 'spend.to-date'];

/** Said where the money of initiatives stands beside one recommendation. */
const NEVER_DIVIDED =
  'An initiative may answer several recommendations. Its money stands whole beside each, and is never divided or added up.';

/** An initiative that answers recommendations, with its money of the year that is shown. */
export interface Answering {
  initiative: Initiative;
  figures: ShownFigure[];
  /** Whether it has a budget in any year. */
  hasMoney: boolean;
}

/** The initiatives that answer some recommendation, each once, by reference. */
export async function readAnswering(
  { site, office }: Visit,
  readFigures: ReadFigures,
  refs: readonly string[],
  { year, years: made }: YearChoice,
): Promise<Map<string, Answering>> {
  const where = { db: site.db, officeId: office.id };
  const initiatives = (await listInitiatives(site.db, office.id)).filter(({ ref }) => refs.includes(ref));
  const years = made.includes(year) ? made : [...made, year];
  // Years are never added up: what was carried forward stands in the budgets of both.
  const scopes = initiatives.flatMap(({ ref }) => years.map((of) => ({ initiative: ref, year: of })));
  const rows = await readRows(readFigures, where, FIGURES, scopes);
  return new Map(
    initiatives.map((initiative) => {
      const own = rows.filter((_, index) => scopes[index]?.initiative === initiative.ref);
      const figures = own[years.indexOf(year)] ?? [];
      return [initiative.ref, { initiative, figures, hasMoney: own.some(([budget]) => (budget?.value ?? 0) > 0) }];
    }),
  );
}

/** The headings of an initiative's money of a year. */
export function moneyHeadings(year: number): string[] {
  return ['Current budget', 'Spend to date'].map((heading) => `#${heading}, ${yearShown(year)}`);
}

/** The links that stand, in their order. */
export async function listStanding(db: Db, officeId: number): Promise<Kept[]> {
  return (await listRecords(db, officeId, LINKS)).filter(({ answers }) => answers.standing === 'stands');
}

/** Where the money of a link comes from, as far as it says: its agreement, its allocation, its decision. */
export function moneyCell({ answers }: Kept): Cell {
  const named = [answers.agreement, answers.allocation, answers.decision].filter((ref) => ref !== null);
  return { ...words(named.join(', ')), ref: named.length === 1 };
}

/** What is to be warned of: that no initiative answers, or that none of those that do has money. Null when one has. */
function noMoneyWarning(ref: string, answering: readonly Answering[]): string | null {
  if (answering.some(({ hasMoney }) => hasMoney)) return null;
  if (answering.length === 0) return `No money answers ${ref}: no initiative is linked to it.`;
  const unpublished = answering.filter(({ initiative }) => !initiative.amountPublished);
  if (unpublished.length === answering.length) {
    return `No published money answers ${ref}: the amount of ${unpublished.map(({ initiative }) => initiative.ref).join(' and ')} was never published.`;
  }
  return `No money answers ${ref}: the initiatives linked to it have no budget.`;
}

/** On the page of a recommendation: the initiatives that answer it, with their money. */
export function answeringPart(readFigures: ReadFigures): ReadPart {
  return async (visit, ref) => {
    const { db } = visit.site;
    const officeId = visit.office.id;
    const links = (await listStanding(db, officeId)).filter(({ answers }) => answers.recommendation === ref);
    const refs = links.map(({ answers }) => String(answers.initiative));
    const choice = await chooseYear(db, officeId, undefined, officeDay(visit.office, visit.site.clock));
    const answering = await readAnswering(visit, readFigures, refs, choice);
    const [found] = (await listRecords(db, officeId, RECOMMENDATIONS)).filter((record) => record.ref === ref);
    const warning = found?.answers.stance === 'rejected' ? null : noMoneyWarning(ref, [...answering.values()]);
    const table: Table = {
      caption: 'Initiatives that answer it',
      columns: columns('Link', 'Initiative', 'How', 'Money named', ...moneyHeadings(choice.year)),
      rows: links.map((link) => [
        refCell(link.ref, `${LINKS.path}/${link.ref}`),
        initiativeCell(answering.get(String(link.answers.initiative))),
        words(String(link.answers.how)),
        moneyCell(link),
        ...(answering.get(String(link.answers.initiative))?.figures ?? []).map(figureCell),
      ]),
      notes: links.length === 0 ? [] : [NEVER_DIVIDED],
      empty: 'No initiative is linked to it.',
    };
    return {
      warnings: warning === null ? [] : [warning],
      sections: [{ table }],
      links: visit.may(LINKS.acts.add)
        ? [{ text: `Link an initiative to ${ref}`, href: `${LINKS.path}/new?recommendation=${ref}` }]
        : [],
    };
  };
}

function initiativeCell(answering: Answering | undefined): Cell {
  const { ref = '', name = '' } = answering?.initiative ?? {};
  return words(`${ref} ${name}`, initiativeHref(ref));
}

/** On the page of an initiative: the recommendations that it answers. */
export const readAnsweredPart: ReadPart = async (visit, initiative) => {
  if (!visit.may('assurance.read')) return {};
  const { db } = visit.site;
  const officeId = visit.office.id;
  const today = officeDay(visit.office, visit.site.clock);
  const links = (await listStanding(db, officeId)).filter(({ answers }) => answers.initiative === initiative);
  const all = await listWithBeside(db, officeId, RECOMMENDATIONS);
  const rows = links.flatMap((link) => {
    const record = all.find(({ ref }) => ref === link.answers.recommendation);
    if (record === undefined) return [];
    return [
      [
        refCell(record.ref, recommendationHref(record.ref)),
        head(String(record.answers.title)),
        words(String(link.answers.how)),
        moneyCell(link),
        stateCell(PROGRESS[progressOf(record, today)]),
      ],
    ];
  });
  return {
    sections: [
      {
        table: {
          caption: 'Recommendations it answers',
          columns: columns('Recommendation', 'About', 'How', 'Money named', 'Progress'),
          rows,
          notes: [],
          empty: 'It is linked to no recommendation of an inspection.',
        },
      },
    ],
    links: visit.may(LINKS.acts.add)
      ? [{ text: `Link ${initiative} to a recommendation`, href: `${LINKS.path}/new?initiative=${initiative}` }]
      : [],
  };
};
