import { type Day, formatDay } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { type PeriodKey, periodLabel, periodShown } from '../../calendar/period.ts';
import { addUp } from '../../ledger/balance.ts';
import type { ShownFigure } from '../../ledger/shown-figure.ts';
import { formatDecimal, formatPounds, type Pence } from '../../money/pence.ts';
import type { Page } from '../../people/door.ts';
import { errorSummary, type Field, Fields } from '../../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../../platform/form.ts';
import { amountCell, columns, head, ref as refCell, type Table, tagged, words } from '../../platform/table.ts';
import { periodCell, statusTag } from '../spend-list.pages.ts';
import { SPEND } from '../spend-way.ts';
import { lineFields, typedOf } from './payroll.form.ts';
import type { RecordedLine } from './payroll.store.ts';
import {
  countDays,
  daysShown,
  formulaShown,
  type Proposal,
  type ProposedLine,
  recordable,
  sealOf,
} from './proposal.ts';
import { type MonthState, monthTag } from './schedule.pages.ts';
import { SCHEDULES } from './schedule.ts';

/** A period of a schedule with all that its page shows. */
export interface ProposalShown {
  proposal: Proposal;
  state: MonthState;
  figures: readonly ShownFigure[];
  /** Whether the period has begun and is open, so that it can be recorded; and whether whoever looks may. */
  isOpen: boolean;
  mayRecord: boolean;
  today: Day;
  labels: ReadonlyMap<string, string>;
}

/** What is asked of a period of an initiative, in the order in which it is shown. */
export const PERIOD_FIGURES = [
  'posts.funded',
  'posts.filled',
  'payroll.funded',
  'payroll.filled',
  'payroll.vacant',
  'budget.profile',
  'payroll.recorded',
];

/** The page of a period: what it proposes, what was recorded, and which posts are vacant. */
export function proposalPage(shown: ProposalShown, typed: Typed | null, errors: readonly FieldError[] = []): Page {
  const { proposal, state, isOpen, mayRecord } = shown;
  const { schedule, period, standing, lines } = proposal;
  const { ref, initiative } = schedule;
  const asks = isOpen && mayRecord && recordable(proposal).length > 0;
  return {
    title: `Payroll of ${periodShown(period)} of ${yearShown(period.year)}`,
    caption: `Recharge schedule ${ref}, ${initiative}`,
    wide: true,
    breadcrumbs: [SPEND, { text: SCHEDULES.title, href: '/payroll' }, { text: ref, href: `/payroll/${ref}` }],
    errors: errorSummary(errors),
    state: monthTag(state),
    warnings: standing.length === 0 ? [] : [standingWarning(proposal)],
    figures: shown.figures.map((figure) =>
      figure.figure === 'budget.profile' ? { ...figure, label: 'Profile of the period' } : figure,
    ),
    byHand: byHandForm(shown, errors),
    proposed: asks ? proposedForm(shown, typed, errors) : null,
    sections: [
      ...(asks ? [] : [{ table: proposedTable(proposal, emptySentence(shown)) }]),
      { table: vacantTable(proposal) },
      ...(proposal.recorded.length === 0 ? [] : [{ table: recordedTable(shown) }]),
    ],
    links: [
      ...(asks && lines.some(({ kind }) => kind === 'month')
        ? [{ text: 'The ledger has not brought it yet: accrue the month instead', href: accrualHref(proposal) }]
        : []),
      { text: `What vacant posts explain of ${initiative}`, href: `/initiatives/${initiative}#vacancies` },
      { text: 'Posts', href: `/initiatives/${initiative}/records/post` },
      { text: 'Fillings of posts', href: `/initiatives/${initiative}/records/filling` },
    ],
  };
}

function standingWarning({ standing, period, schedule }: Proposal): string {
  const found = standing.map(
    ({ ref, pence, kind }) => `${ref} of ${formatPounds(pence)}${kind === 'accrual' ? ' (an accrual)' : ''}`,
  );
  return `${found.join(', ')} of ${schedule.supplier} stands in ${periodShown(period)} and belongs to no schedule. If it is this month’s recharge, the month must not be recorded again.`;
}

function emptySentence({ proposal, state, isOpen }: ProposalShown): string {
  if (state === 'recorded' || state === 'recorded by hand')
    return 'Nothing more is proposed: the posts have not changed since it was recorded.';
  if (state === 'closed, not recorded')
    return 'The period is closed. The oldest open period of the schedule proposes what is missing of it.';
  return isOpen || proposal.lines.length === 0 ? 'Nothing is proposed: no post is filled.' : 'Nothing is proposed.';
}

function nameOf({ post, period }: ProposedLine): string {
  return `${post.post.label}, ${periodShown(period)}`;
}

function signedText(pence: Pence): string {
  return pence < 0 ? `−${formatPounds(-pence)}` : formatPounds(pence);
}

/** The lines as a table that asks nothing. */
function proposedTable({ lines, schedule, period }: Proposal, empty: string): Table {
  return {
    caption: 'Proposed',
    columns: columns('Post', 'For', 'Days', 'How it is found', '#Month before', 'What differs, and why', '#Amount'),
    rows: lines.map((line) => [
      refCell(line.post.post.ref, line.post.href),
      words(line.kind === 'month' ? line.post.post.label : nameOf(line)),
      words(daysShown(line.post, line.month)),
      words(formulaShown(line.post, line.month, line.period, schedule.onCost)),
      line.before === null ? words('') : amountCell(line.before),
      words([line.why, line.blocked].filter((said) => said !== null).join(' ')),
      amountCell(line.proposed),
    ]),
    foot:
      lines.length === 0
        ? undefined
        : [
            head(`All of ${periodShown(period)}`),
            ...Array.from({ length: 5 }, () => words('')),
            amountCell(total(lines)),
          ],
    notes: [],
    empty,
  };
}

function total(lines: readonly ProposedLine[]): Pence {
  return addUp(lines.filter(({ blocked }) => blocked === null).map(({ proposed }) => proposed));
}

/** The lines as a form: each amount can be changed, and each line left out, with a reason. */
function proposedForm({ proposal }: ProposalShown, typed: Typed | null, errors: readonly FieldError[]) {
  const { schedule, period, lines, standing } = proposal;
  const values = typed ?? typedOf(proposal, formatDecimal);
  const fields = new Fields(values, errors);
  const hasLater = recordable(proposal).some(({ kind }) => kind !== 'month');
  return {
    action: `/payroll/${schedule.ref}/${periodLabel(period)}`,
    hidden: { seen: sealOf(proposal) },
    rows: lines.map((line) => formRow(proposal, line, values, errors)),
    total: signedText(total(lines)),
    fields: [
      ...(hasLater ? laterFields(fields) : []),
      fields.text('reference', 'Reference of the recharge', {
        optional: true,
        width: 20,
        hint: 'As its sender calls it, such as WYP-R-1507',
      }),
      ...(standing.length === 0
        ? []
        : [
            fields.checkboxes('What stands in the period already', [
              { name: 'other', text: 'It is something else than this month’s recharge' },
            ]),
          ]),
      fields.longText('reason', 'Reason, if it passes what is left of the budget', { optional: true, rows: 2 }),
    ],
    button: 'Record these entries for approval',
  };
}

function laterFields(fields: Fields): Field[] {
  return [
    fields.checkboxes('What is for earlier months', [
      {
        name: 'leave-later',
        text: 'Leave all of it out',
        hint: 'As when a new rate holds from this month on. It is not proposed again',
      },
    ]),
    fields.text('later-reason', 'Why what is for earlier months is left out', { optional: true }),
  ];
}

function formRow({ schedule }: Proposal, line: ProposedLine, values: Typed, errors: readonly FieldError[]) {
  const names = lineFields(line);
  const name = nameOf(line);
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message ?? null;
  return {
    ref: line.post.post.ref,
    href: line.post.href,
    label: line.kind === 'month' ? line.post.post.label : name,
    days: daysShown(line.post, line.month),
    formula: formulaShown(line.post, line.month, line.period, schedule.onCost),
    before: line.before === null ? '' : formatPounds(line.before),
    why: line.why,
    blocked: line.blocked,
    takesOff: line.proposed < 0 ? `Taken off ${line.credits ?? 'an earlier entry'}` : null,
    proposed: signedText(line.proposed),
    amount: {
      name: names.amount,
      value: values[names.amount] ?? '',
      label: `Amount of ${name}`,
      error: errorOf(names.amount),
    },
    leave: { name: names.leave, checked: values[names.leave] === 'yes', label: `Leave out ${name}` },
    reason: {
      name: names.reason,
      value: values[names.reason] ?? '',
      label: `Reason for ${name}`,
      error: errorOf(names.reason),
    },
  };
}

/** The form that says which entry is the month's recharge already. */
function byHandForm({ proposal, mayRecord, state }: ProposalShown, errors: readonly FieldError[]) {
  const choices = handChoices(proposal);
  const { schedule, period } = proposal;
  if (!mayRecord || choices.length === 0 || state === 'recorded' || state === 'recorded by hand') return null;
  return {
    action: `/payroll/${schedule.ref}/${periodLabel(period)}/by-hand`,
    fields: [
      new Fields({}, errors).select('spend', 'Entry that is the recharge of this month', choices, {
        hint: 'The month is then not proposed again, and nothing more is recorded',
      }),
    ],
    button: 'Record that it is this month',
  };
}

/** The entries that may be the month's recharge already. */
export function handChoices({ standing }: Proposal): Choice[] {
  return standing
    .filter(({ kind }) => kind === 'spend')
    .map(({ ref, pence, reference, invoicedOn }) => ({
      value: ref,
      text: `${ref}${reference === null ? '' : ` (${reference})`}, ${formatDay(invoicedOn)}: ${formatPounds(pence)}`,
    }));
}

/** Vacant posts at £0.00 with what each saves. */
function vacantTable({ vacant, period }: Proposal): Table {
  return {
    caption: 'Vacant posts',
    columns: columns('Post', 'Name', 'Vacant', 'Why it is vacant', '#Recharge', '#Underspend it makes'),
    rows: vacant.map(({ post, month }) => [
      refCell(post.post.ref, post.href),
      words(post.post.label),
      words(
        month.shareDays === 0
          ? 'All of its funded days'
          : `${countDays(month.wholeDays - month.shareDays, post.post.share)} of ${countDays(month.wholeDays, post.post.share)} days`,
      ),
      words(post.post.vacancy ?? 'Not recorded'),
      amountCell(month.filled),
      amountCell(month.vacancy),
    ]),
    notes: [],
    empty: `Every funded post is filled throughout ${periodShown(period)}.`,
  };
}

const OUTCOMES: Record<RecordedLine['outcome'], string> = {
  recorded: 'Recorded',
  'left out': 'Left out',
  'by hand': 'Within an entry made by hand',
};

/** What was recorded in the period or for it, the earliest first. */
function recordedTable({ proposal, labels }: ProposalShown): Table {
  return {
    caption: 'Recorded',
    columns: columns(
      'Post',
      'Name',
      'For',
      'In',
      'What became of it',
      'Entry',
      'Status',
      'Reason',
      '#By the posts',
      '#Recorded',
    ),
    rows: proposal.recorded.map((line) => [
      refCell(line.post, `/initiatives/${proposal.schedule.initiative}/records/post/${line.post}`),
      words(labels.get(line.post) ?? ''),
      periodCell(line.period),
      periodCell(line.postedIn),
      words(OUTCOMES[line.outcome]),
      line.spend === null ? words('') : refCell(line.spend.ref, `/spend/${line.spend.ref}`, 'words'),
      line.spend === null ? words('') : tagged(statusTag(line.spend.status)),
      words(line.reason ?? ''),
      amountCell(line.proposed),
      line.outcome === 'by hand' ? words('') : amountCell(line.pence),
    ]),
    notes: ['An entry that was returned or reversed stands for nothing, and its post is proposed again.'],
    empty: '',
  };
}

/** The form of an accrual, filled in with the month. */
function accrualHref({ schedule, period, lines }: Proposal): string {
  const own = lines.filter(({ kind }) => kind === 'month');
  const query = new URLSearchParams({
    initiative: schedule.initiative,
    agreement: schedule.agreement === '' ? 'none' : schedule.agreement,
    place: schedule.place,
    category: schedule.category,
    supplier: schedule.supplier,
    period: periodLabel(period as PeriodKey),
    amount: formatDecimal(total(own)),
    description: `Recharge of ${own.length} posts for ${periodShown(period)}, by ${schedule.ref}`,
  });
  return `/spend/accruals/new?${query}`;
}
