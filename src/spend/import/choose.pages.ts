import { addUp } from '../../ledger/balance.ts';
import { categoryShown } from '../../ledger/category.ts';
import { formatDecimal, formatPounds } from '../../money/pence.ts';
import { PLACE_CHOICES, placeName } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { counted, formatCount } from '../../platform/count.ts';
import { errorSummary, Fields } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { amountCell, type Cell, columns, countCell, type Table, words } from '../../platform/table.ts';
import { CATEGORY_CHOICES, type SpendChoices } from '../spend-choices.ts';
import { periodCell } from '../spend-list.pages.ts';
import { SPEND } from '../spend-way.ts';
import { IMPORTS } from './batch.pages.ts';
import { isLeftOut } from './left-out.ts';
import type { Candidate } from './match/candidate.ts';
import type { Match } from './match/match.store.ts';
import type { Posts } from './match/match.ts';
import { STANDING_WORDS, type Standing } from './match/standing.ts';
import { FLAG_WORDS } from './plan.pages.ts';
import { type Coding, lineAlone, type Plan, planHref } from './plan.ts';
import type { PlanLine } from './plan-line.store.ts';
import type { Flag } from './stage/staged-line.ts';

/** A list of which some are chosen. */
export interface ChoiceList {
  id?: string;
  caption: string;
  columns: Table['columns'];
  rows: { box: { name: string; label: string; checked: boolean }; cells: Cell[] }[];
  notes: string[];
  empty: string;
}

/** The field that chooses a line and what it looks like: named by both, so that an older page chooses nothing else. */
export function candidateField({ row, ref }: Pick<Candidate, 'row' | 'ref'>): string {
  return `m-${row}-${ref.replaceAll(/[^A-Za-z0-9-]/g, '_')}`;
}

/** The field that chooses what a line stands for, named by it. */
export function standingField({ ref }: Pick<Standing, 'ref'>): string {
  return `s-${ref.replaceAll('/', '_')}`;
}

const MOST_CODINGS = 100;

/** The codings that a page of the queue lists: those with most lines. */
export function listedCodings(codings: readonly Coding[]): Coding[] {
  return codings.slice(0, MOST_CODINGS);
}

/** Lines that nothing decided, those that say the same together, and where to send the chosen ones. */
export function queuePage(
  shown: {
    plan: Plan;
    queue: readonly Coding[];
    decided: readonly Coding[];
    names: ReadonlyMap<number, string>;
    choices: SpendChoices;
  },
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const { plan, queue, decided, names, choices } = shown;
  const fields = new Fields(typed, errors);
  const href = planHref(plan);
  const row = (coding: Coding) => ({
    box: codingBox(coding, names, typed),
    cells: codingCells(coding, names, href),
  });
  return {
    title: 'Code the lines',
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, { text: plan.fileName, href }],
    errors: errorSummary(errors),
    lede: [
      'Lines that say the same stand together. Choose some, then say where they go, or leave them out where they are not ours. Open a number of lines to code one of them by itself.',
    ],
    action: `${href}/coding`,
    lists: [
      {
        id: 'queue',
        caption: 'Not coded yet',
        columns: columns('Supplier', 'The file says', 'Why it waits', 'Period', '#Lines', '#Amount'),
        rows: listedCodings(queue).map(row),
        notes:
          queue.length > MOST_CODINGS ? [`The first ${MOST_CODINGS} of ${formatCount(queue.length)} are listed.`] : [],
        empty: 'Every line is coded.',
      },
      ...(decided.length === 0
        ? []
        : [
            {
              caption: 'Coded or left out by you',
              columns: columns('Supplier', 'The file says', 'Where they go', 'Period', '#Lines', '#Amount'),
              rows: listedCodings(decided).map(row),
              notes: [],
              empty: '',
            },
          ]),
    ] satisfies ChoiceList[],
    fields: [
      fields.select('initiative', 'Initiative', choices.initiatives, { optional: true }),
      fields.select('agreement', 'Agreement', choices.agreements, { optional: true }),
      fields.select('place', 'Place', PLACE_CHOICES, { optional: true }),
      fields.select('category', 'Category', CATEGORY_CHOICES, {
        optional: true,
        hint: 'None keeps what the file says of each',
      }),
    ],
    buttons: [
      { text: 'Code the chosen lines', value: 'code' },
      { text: 'Leave the chosen lines out', value: 'leave-out', second: true },
      { text: 'Put the chosen lines back', value: 'put-back', second: true },
    ],
    back: { text: 'Back to what the file would do', href },
  };
}

/** The box that chooses the lines of a coding. */
export function codingBox({ id, supplierId, fields }: Coding, names: ReadonlyMap<number, string>, typed: Typed) {
  return {
    name: `c${id}`,
    label: `Lines of ${names.get(supplierId ?? 0) ?? 'this supplier'}, account ${fields.account ?? 'none'}`,
    checked: typed[`c${id}`] === 'yes',
  };
}

/** What lines of a coding say, where they go, and what they come to. */
export function codingCells(coding: Coding, names: ReadonlyMap<number, string>, href: string): Cell[] {
  const { fields } = coding;
  const said = Object.entries(fields)
    .filter(([name, value]) => name !== 'category' && value !== null && value !== '')
    .map(([, value]) => value)
    .join(' · ');
  const goes = isLeftOut(coding)
    ? (coding.rule ?? 'Left out')
    : [coding.initiative, coding.agreement, placeName(coding.place), categoryShown(coding.category)]
        .filter((part) => part !== '')
        .join(', ');
  const lines = coding.chargeLines + coding.creditLines;
  const alone = lineAlone(coding);
  return [
    words(names.get(coding.supplierId ?? 0) ?? ''),
    words(alone === null ? said : `Row ${formatCount(alone.row)} alone · ${said}`),
    words(coding.how === 'queue' ? (coding.stopped ?? '') : goes),
    periodCell(coding.period),
    countCell(lines, `${href}/lines?coding=${coding.id}`),
    amountCell(coding.chargePence - coding.creditPence),
  ];
}

/** Lines that look like what is recorded: whether they are that; and those that were matched. */
export function matchingPage(
  shown: { plan: Plan; candidates: readonly Candidate[]; matches: readonly Match[] },
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const { plan, candidates, matches } = shown;
  const href = planHref(plan);
  return {
    title: 'Match the lines',
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, { text: plan.fileName, href }],
    errors: errorSummary(errors),
    lede: [
      'These lines agree in supplier and amount with something that is recorded already. One pound is recorded once: a line that is matched posts nothing but what differs.',
      'Match an accrual only to the finance system’s own accrual. Where the line is the invoice itself, reverse the accrual instead.',
    ],
    action: `${href}/matching`,
    lists: [
      {
        id: 'candidates',
        caption: 'Are they the same?',
        columns: columns('#Row', 'The line', '#Amount', 'What is recorded', 'Sure'),
        rows: candidates.map((candidate) => ({
          box: {
            name: candidateField(candidate),
            label: `Row ${candidate.row} and ${candidate.ref.replaceAll('+', ', ')}`,
            checked:
              typed[candidateField(candidate)] === 'yes' || (Object.keys(typed).length === 0 && candidate.isSure),
          },
          cells: [
            countCell(candidate.row, `${href}/lines/${candidate.row}`),
            words(`${candidate.line.supplier}, ${candidate.line.transaction}`),
            amountCell(candidate.line.pence),
            words(candidate.stands.map(standingWords).join('; ')),
            words(candidate.isSure ? 'nothing else could be meant' : 'choose with care'),
          ],
        })),
        notes: [],
        empty: 'No line looks like what is recorded and has not been decided.',
      },
      {
        caption: 'Matched',
        columns: columns('#Row', 'The line', '#Amount', 'Stands for', 'Posts'),
        rows: matches.map((match) => ({
          box: { name: `r${match.row}`, label: `Row ${match.row}`, checked: false },
          cells: [
            countCell(match.row, `${href}/lines/${match.row}`),
            words(`${match.line.supplier}, ${match.line.transaction}`),
            amountCell(match.line.pence),
            words(match.stands.map(({ ref, pence }) => `${ref} (${formatPounds(pence)})`).join(', ')),
            words(match.obstacle ?? postsWords(match.posts)),
          ],
        })),
        notes: [],
        empty: 'No line was matched.',
      },
    ] satisfies ChoiceList[],
    fields: [],
    buttons: [
      { text: 'The chosen ones are the same', value: 'same' },
      { text: 'The chosen ones are not', value: 'other', second: true },
      { text: 'Take the chosen matches back', value: 'take-back', second: true },
    ],
    back: { text: 'Back to what the file would do', href },
  };
}

/** Something that stands, in a few words. */
function standingWords({ kind, ref, left, supplier }: Standing): string {
  return `${STANDING_WORDS[kind]} ${ref}, ${formatPounds(left)}, ${supplier}`;
}

function postsWords(posts: Posts): string {
  if (posts.kind === 'nothing') return 'Nothing: it is recorded already';
  if (posts.kind === 'whole') return `${formatPounds(posts.pence)}, which was not posted yet`;
  if (posts.kind === 'more') return `${formatPounds(posts.pence)} more, as spend`;
  return `${formatPounds(posts.pence)} less, as a refund of ${posts.refunds}`;
}

/** Lines of a plan, all or those with something unlikely. */
export function linesPage(shown: {
  plan: Plan;
  flag: Flag | null;
  lines: readonly PlanLine[];
  count: number;
  next: string | null;
}): Page {
  const { plan, flag, lines, count, next } = shown;
  const href = planHref(plan);
  return {
    title: flag === null ? 'Lines of the file' : `${counted(count, 'line', 'lines')} ${FLAG_WORDS[flag].of}`,
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, { text: plan.fileName, href }],
    errors: [],
    lede:
      flag === 'repeated'
        ? ['Leave out the copies that are not payments of their own; confirm the rest with the plan.']
        : [],
    action: `${href}/lines`,
    lists: [
      {
        caption: 'Lines',
        columns: columns('#Row', 'Date', 'Transaction', 'Supplier', 'Text', '#Amount'),
        rows: lines.map((line) => ({
          box: { name: `r${line.row}`, label: `Row ${line.row}`, checked: false },
          cells: [
            countCell(line.row, `${href}/lines/${line.row}`),
            { ...words(line.date.split('-').toReversed().join('/')), ref: true },
            words(line.transaction),
            words(line.supplier),
            words(line.text ?? ''),
            amountCell(line.pence),
          ],
        })),
        notes: [],
        empty: 'There are none.',
      },
    ] satisfies ChoiceList[],
    fields: [],
    buttons:
      lines.length === 0
        ? []
        : [
            { text: 'Code the chosen lines by themselves', value: 'take-out', second: true },
            { text: 'Leave the chosen lines out', value: 'leave-out', second: true },
          ],
    more: next === null ? null : { text: 'Next lines', href: next },
    back: { text: 'Back to what the file would do', href },
  };
}

/** One line: what it says, what decided it, and what it may stand for. */
export function linePage(
  shown: { plan: Plan; line: PlanLine; coding: Coding; standing: readonly Standing[]; match: Match | null },
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const { plan, line, coding, standing, match } = shown;
  const href = planHref(plan);
  const fields = new Fields(typed, errors);
  const chosen = new Map((match?.stands ?? []).map(({ ref, pence }) => [ref, pence]));
  const by = {
    rule: coding.rule ?? 'a rule',
    file: 'the reference in the file',
    choice: 'a person',
    target: 'what was asked for',
  };
  return {
    title: `Row ${formatCount(line.row)}`,
    wide: true,
    breadcrumbs: [SPEND, IMPORTS, { text: plan.fileName, href }],
    errors: errorSummary(errors),
    lede: [
      `${line.supplier}, ${line.transaction}${line.text === null ? '' : `, ${line.text}`}: ${formatPounds(line.pence)}.`,
      coding.how in by
        ? `It goes to ${[coding.initiative, coding.agreement, placeName(coding.place), categoryShown(coding.category)].filter((part) => part !== '').join(', ')}, as ${by[coding.how as keyof typeof by]} decided.`
        : isLeftOut(coding)
          ? `It is left out${coding.how === 'ruled-out' ? `, as ${coding.rule} decided` : ''}.`
          : coding.how === 'queue'
            ? `It is not coded: ${coding.stopped ?? 'no rule decides it'}.`.replace('..', '.')
            : 'It stands for what is chosen below.',
    ],
    action: `${href}/lines/${line.row}`,
    lists: [
      {
        id: 'standing',
        caption: 'What it may stand for',
        columns: columns('What', 'Supplier', 'Initiative', '#Not matched yet'),
        rows: standing.map((one) => ({
          box: {
            name: standingField(one),
            label: `${one.ref} of ${one.supplier}`,
            checked: chosen.has(one.ref) || typed[standingField(one)] === 'yes',
          },
          cells: [
            words(`${STANDING_WORDS[one.kind]} ${one.ref}`),
            words(one.supplier),
            words(one.initiative),
            amountCell(one.left),
          ],
        })),
        notes: [
          `The line comes to ${formatDecimal(line.pence)}. Several may be chosen; the last takes what is left of the line.`,
        ],
        empty: 'Nothing that is recorded could be meant.',
      },
    ] satisfies ChoiceList[],
    fields: [fields.longText('reason', 'Why it differs, where it does', { rows: 2, optional: true })],
    buttons: [
      { text: 'It stands for the chosen ones', value: 'stands' },
      { text: 'Code it by itself', value: 'take-out', second: true },
      { text: 'Leave it out', value: 'leave-out', second: true },
      { text: 'Take back what was said of it', value: 'take-back', second: true },
    ],
    back: { text: 'Back to what the file would do', href },
  };
}

/** How many lines codings have together. */
export function linesOf(codings: readonly Coding[]): number {
  return addUp(codings.map(({ chargeLines, creditLines }) => chargeLines + creditLines));
}
