import { formatDay } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { figureCell, type ShownFigure } from '../../ledger/shown-figure.ts';
import { formatPounds } from '../../money/pence.ts';
import type { Page } from '../../people/door.ts';
import { columns, dayCell, head, lines, type Table, words } from '../../platform/table.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import { AGREEMENT_KINDS, type Agreement, yearsOf, yearsShown } from './agreement.ts';
import type { RollForward } from './roll-forward.store.ts';

const VARIED = 'commitment.varied';
export const AGREEMENTS = { text: 'Agreements', href: '/agreements' };

/** What an agreement shows for each of its years, and in all. */
export const AGREEMENT_YEAR_FIGURES = [
  'commitment.signed',
  'commitment.varied',
  'commitment.rolled',
  'commitment.released',
  'spend.to-date',
  'commitment.outstanding',
];

/** The way down to what belongs to an agreement. */
export function agreementCrumbs(ref: string) {
  return [INITIATIVES, AGREEMENTS, { text: ref, href: `/agreements/${ref}` }];
}

/** What an agreement shows besides its terms. */
export interface AgreementShown {
  agreement: Agreement;
  provider: string;
  /** The figures of `AGREEMENT_FIGURES`. */
  figures: readonly ShownFigure[];
  /** Those of `AGREEMENT_YEAR_FIGURES`, for each of its years and then in all. */
  byYear: readonly ShownFigure[][];
  rolled: readonly RollForward[];
  /** Whether whoever looks may open every entry: what was rolled forward is what was not spent. */
  seesEntries: boolean;
}

/** One agreement, named by its provider. */
export function agreementPage(shown: AgreementShown, may: { release: boolean; addYear: boolean }): Page {
  const { agreement, provider, figures } = shown;
  const { ref, initiative } = agreement;
  return {
    title: `${provider}: agreement ${ref}`,
    wide: true,
    caption: AGREEMENT_KINDS[agreement.kind],
    breadcrumbs: [INITIATIVES, AGREEMENTS, { text: ref }],
    actions: [
      ...(may.addYear
        ? [
            {
              text: agreement.amountPublished ? 'Add the value of another year' : 'Add its value',
              href: `/agreements/${ref}/years/new`,
            },
          ]
        : []),
      ...(may.release && agreement.amountPublished
        ? [{ text: 'Release what is not needed', href: `/agreements/${ref}/releases/new` }]
        : []),
    ],
    figures: agreement.amountPublished
      ? figures.filter(({ figure, value }) => figure !== VARIED || (value ?? 0) !== 0)
      : [],
    summary: [
      { key: 'Initiative', cells: [words(initiative, `/initiatives/${initiative}`)] },
      {
        key: yearsOf(agreement).length === 1 ? 'Financial year' : 'Financial years',
        cells: [words(`${yearsShown(yearsOf(agreement))}, ${agreement.nature}`)],
      },
      ...(agreement.amountPublished ? [] : [{ key: 'Value', cells: figures.slice(0, 1).map(valueCell) }]),
      { key: 'Signed', cells: [dayCell(agreement.signedOn, formatDay(agreement.signedOn))] },
      { key: 'Runs', cells: runsShown(agreement) },
      { key: 'Purpose', cells: lines(agreement.purpose) },
      { key: 'How it reduces crime', cells: lines(agreement.crimeReduction) },
      { key: 'Why it is value for money', cells: lines(agreement.valueForMoney) },
      { key: 'Conditions in words', cells: lines(agreement.conditions ?? 'None recorded') },
    ],
    sections: [
      agreement.amountPublished ? { table: yearTable(shown) } : UNPUBLISHED,
      ...(shown.rolled.length === 0
        ? []
        : [
            { heading: 'Rolled forward', sentences: shown.rolled.map((one) => rolledSentence(one, shown.seesEntries)) },
          ]),
    ],
  };
}

const UNPUBLISHED = {
  heading: 'Value and spend by financial year',
  sentences: [
    'The amount is not published. That is not £0.00: nothing is bound out of a budget, and every total of commitments ' +
      'says that it leaves this agreement out.',
  ],
};

/** Its value where no box can hold the words that stand instead of an amount. */
function valueCell({ text, href }: ShownFigure) {
  return words(text, href);
}

function runsShown({ startsOn, endsOn, signed }: Agreement) {
  const runs = words(`${formatDay(startsOn)} to ${formatDay(endsOn)}`);
  return endsOn === signed.endsOn ? [runs] : [runs, words(`As signed, to ${formatDay(signed.endsOn)}`)];
}

/** By year; what was varied has a column once a value was. */
function yearTable({ agreement, byYear }: AgreementShown): Table {
  const isVaried = byYear.some((figures) => figures.some(({ figure, value }) => figure === VARIED && value !== 0));
  const cellsOf = (figures: readonly ShownFigure[] = []) =>
    figures.filter(({ figure }) => isVaried || figure !== VARIED).map(figureCell);
  return {
    caption: 'Value and spend by financial year',
    columns: columns(
      'Financial year',
      isVaried ? '#Value as signed' : '#Value',
      ...(isVaried ? ['#Varied'] : []),
      '#Rolled forward',
      '#Released',
      '#Spent',
      '#Outstanding',
    ),
    rows: agreement.boundYears.map((year, index) => [head(yearShown(year)), ...cellsOf(byYear[index])]),
    foot: [head('All years'), ...cellsOf(byYear.at(-1))],
    notes: ["Each year's value is bound out of that year's budget. Spend beyond it is drawn from the budget itself."],
    empty: '',
  };
}

function rolledSentence({ fromYear, toYear, pence, decisionRef }: RollForward, withAmount: boolean): string {
  const what = withAmount ? formatPounds(pence) : 'What was left';
  return `${what} from ${yearShown(fromYear)} into ${yearShown(toYear)}, by decision ${decisionRef}.`;
}
