import { formatInstant } from '../calendar/day.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import type { Period } from '../ledger/period.ts';
import { type FigureAsked, figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence, shareOut } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, head, number, type Table, words } from '../platform/table.ts';
import { INITIATIVES } from './initiative.pages.ts';
import type { Initiative } from './initiative.store.ts';
import { METHOD_CHOICES, patternChoices } from './profile.form.ts';
import { type BudgetProfile, profileField, typedInAll } from './profile.ts';
import type { ProfilePattern } from './profile-pattern.ts';

/** The main numbers of a profile's page. */
export const PROFILE_YEAR_FIGURES = ['budget.current', 'spend.to-date', 'budget.available'];

/** The figures of a profile's table: for each period its share, the profile to date, and the spend in it. */
export function profileFiguresAsked(initiative: string, year: number, periods: readonly Period[]): FigureAsked[] {
  const whole = { initiative, year };
  const rows = periods.map(({ number: period }) => ({ year, number: period }));
  return [
    ...rows.flatMap((period) => [
      { figure: 'budget.profile', scope: { ...whole, period } },
      { figure: 'budget.profile', scope: { ...whole, through: period } },
      { figure: 'spend.in-period', scope: { ...whole, period } },
      { figure: 'spend.to-date', scope: { ...whole, through: period } },
    ]),
    { figure: 'budget.profile', scope: whole },
    { figure: 'spend.to-date', scope: whole },
  ];
}

const BESIDE_EACH = 4;

/** A version of a profile with who set it and when. */
export interface ProfileVersion {
  profile: BudgetProfile;
  recordedAt: string;
  recordedBy: string | null;
}

/** Everything that the page of a profile shows. */
export interface ProfileShown {
  initiative: Initiative;
  year: number;
  /** The periods of the year, with the year end. */
  periods: readonly Period[];
  /** The budget that is spread, in pence. */
  budget: Pence;
  /** As `profileFiguresAsked` asked for them. */
  figures: readonly ShownFigure[];
  /** Those of `PROFILE_YEAR_FIGURES`. */
  main: readonly ShownFigure[];
  /** The oldest first; the last is the one that counts. */
  versions: readonly ProfileVersion[];
  patterns: readonly ProfilePattern[];
  /** Whether names of who set them are shown. */
  showsNames: boolean;
  maySet: boolean;
}

/** The profile period by period, as the page has it and as a file. */
export function profileTable({ year, periods, figures }: ProfileShown): Table {
  const cellsOf = (index: number): Cell[] =>
    figures.slice(index * BESIDE_EACH, (index + 1) * BESIDE_EACH).map(figureCell);
  const [profile, spend] = figures.slice(periods.length * BESIDE_EACH).map(figureCell) as [Cell, Cell];
  return {
    caption: `Profile and spend by period, ${yearShown(year)}`,
    columns: columns('Period', '#Profile', '#Profile to date', '#Spend in period', '#Spend to date'),
    rows: periods.map((period, index) => [head(periodShown(period)), ...cellsOf(index)]),
    foot: [head('The year'), profile, number(''), spend, number('')],
    notes: [],
    empty: '',
  };
}

/** How a profile spreads its budget, in words. */
export function methodShown(profile: BudgetProfile | undefined, patterns: readonly ProfilePattern[]): string {
  if (profile === undefined) return 'Evenly, since nobody has set it otherwise';
  if (profile.method === 'even') return 'Evenly';
  if (profile.method === 'hand') return 'By hand';
  return `By the pattern: ${patterns.find(({ code }) => code === profile.pattern)?.name ?? profile.pattern}`;
}

/**
 * How an initiative's budget of a year is spread: beside each period its share, what was spent, and a box for an amount
 * by hand.
 */
export function profilePage(shown: ProfileShown, typed: Typed, errors: readonly FieldError[] = []): Page {
  const { initiative, year, patterns, maySet } = shown;
  const { ref, name } = initiative;
  const address = profileHref(ref, year);
  const standing = shown.versions.at(-1)?.profile;
  const fields = new Fields(typed, errors);
  const table = profileTable(shown);
  return {
    title: `Budget profile of ${ref} ${name}`,
    wide: true,
    caption: yearShown(year),
    breadcrumbs: [INITIATIVES, { text: ref, href: `/initiatives/${ref}` }, { text: 'Budget profile' }],
    errors: errorSummary(errors),
    lede: [`${methodShown(standing, patterns)}. The shares always add up to the current budget.`],
    warnings: rescaledWarnings(shown),
    figures: shown.main,
    action: address,
    maySet,
    fields: [
      fields.radios('method', 'How to spread it', METHOD_CHOICES),
      fields.select('pattern', 'Pattern', patternChoices(patterns), {
        any: 'No pattern',
        full: true,
        hint: 'Used only when you spread it by a pattern',
      }),
    ],
    table,
    boxes: shown.periods.map((period) => boxOf(period, typed, errors)),
    versions: versionTable(shown),
    links: [
      { text: 'Download as CSV', href: `${address}.csv` },
      ...(maySet ? [{ text: 'Save this as a pattern', href: `${address}/patterns/new` }] : []),
      { text: 'All patterns', href: '/profile-patterns' },
    ],
  };
}

/** Where the profile of an initiative's year stands. */
export function profileHref(initiative: string, year: number): string {
  return `/initiatives/${initiative}/profiles/${yearLabel(year)}`;
}

/** The box in which a month's amount is typed; the year end has none. */
function boxOf(period: Period, typed: Typed, errors: readonly FieldError[]) {
  const field = profileField(period);
  if (period.number > 12) return null;
  const error = errors.find((candidate) => candidate.field === field);
  return {
    field,
    label: `Amount by hand for ${periodShown(period)}, in pounds`,
    value: typed[field] ?? '',
    error: error === undefined ? undefined : { text: error.message },
  };
}

/** Said when amounts typed by hand no longer come to the budget, which has changed since. */
function rescaledWarnings({ versions, budget }: ProfileShown): string[] {
  const standing = versions.at(-1)?.profile;
  if (standing?.method !== 'hand') return [];
  const typed = typedInAll(standing);
  if (typed === Math.abs(budget)) return [];
  return [
    `The budget has changed since these amounts were typed: they came to ${formatPounds(typed)}, and it is ` +
      `${formatPounds(budget)} now. What is shown are the amounts typed, scaled to the budget as it stands. Type them ` +
      'again if they should fall otherwise.',
  ];
}

function versionTable({ versions, patterns, showsNames }: ProfileShown): Table {
  return {
    caption: 'How it was set before',
    columns: columns('Set', ...(showsNames ? ['By'] : []), 'How', '#Typed in all'),
    rows: versions
      .toReversed()
      .map(({ profile, recordedAt, recordedBy }) => [
        head(formatInstant(recordedAt)),
        ...(showsNames ? [words(recordedBy ?? 'The program')] : []),
        words(methodShown(profile, patterns)),
        number(profile.method === 'hand' ? formatPounds(typedInAll(profile)) : ''),
      ]),
    notes: [],
    empty: 'Nobody has set it, so the budget is spread evenly.',
  };
}

/** The form that keeps a profile as a pattern of the office. */
export function patternFormPage(
  { ref }: Initiative,
  year: number,
  how: string,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const address = profileHref(ref, year);
  return formPage(
    {
      title: 'Save this as a pattern',
      caption: `${ref}, ${yearShown(year)}`,
      action: `${address}/patterns/new`,
      button: 'Save the pattern',
      breadcrumbs: [INITIATIVES, { text: ref, href: `/initiatives/${ref}` }, { text: 'Budget profile', href: address }],
      lede: [
        `The budget is spread as follows: ${how[0]?.toLowerCase()}${how.slice(1)}. Its shares can then be used for any initiative and year.`,
      ],
    },
    [fields.text('name', 'Name', { hint: 'What colleagues will choose it by. It stays as it is saved.' })],
    errors,
  );
}

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);
const WHOLE = 100_00;

/** Every pattern: what of £100.00 it gives to each month. */
export function patternTable(patterns: readonly ProfilePattern[]): Table {
  return {
    caption: 'What of £100.00 falls in each month',
    columns: columns('Pattern', ...MONTHS.map((month) => `#P${month}`)),
    rows: patterns.map(({ name, weights }) => {
      const shares = shareOut(
        WHOLE,
        MONTHS.map((month) => weights.find(({ period }) => period === month)?.weight ?? 0),
      );
      return [
        head(name),
        ...shares.map((share) => ({ ...number(formatPounds(share).replace('£', '')), file: { amount: share } })),
      ];
    }),
    notes: ['In a year with fewer months, what a missing month would have had is shared by the others.'],
    empty: '',
  };
}

/** The page of every pattern. */
export function patternListPage(table: Table): Page {
  return {
    title: 'Profile patterns',
    wide: true,
    breadcrumbs: [INITIATIVES, { text: 'Profile patterns' }],
    lede: [
      'Ways of spreading a budget over the months of a year: those that come with the program, and those saved here.',
    ],
    sections: [{ table }],
    links: [{ text: 'Download as CSV', href: '/profile-patterns.csv' }],
  };
}
