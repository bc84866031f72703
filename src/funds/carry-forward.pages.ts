import { formatDay, formatInstant } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { accountShown, moneyShown } from '../ledger/account.ts';
import type { Entry } from '../ledger/entry.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { amountCell, columns, dayCell, head, instantCell, ref, type Table, tagged, words } from '../platform/table.ts';
import { headHref, headShown, moneyInWords } from './budget-head.ts';
import { holdingChoices } from './budget-head-choices.ts';
import type { CarryForwardChoices } from './carry-forward.form.ts';
import type { CarryForward } from './carry-forward.ts';
import { FUND } from './fund.pages.ts';
import type { RequestQuery } from './request.form.ts';
import {
  amount,
  decisionForms,
  fewDeciders,
  present,
  recorded,
  recordedDecision,
  requestFileLink,
  requestFilter,
  requestTag,
  whoAndWhen,
} from './request.pages.ts';

const CARRY_FORWARDS = { text: 'Carry-forwards', href: '/carry-forwards' };

type Names = ReadonlyMap<number, string>;

/** Carry-forwards as rows of a page. */
function carryForwardTable(asked: readonly CarryForward[], caption = 'Carry-forwards, oldest first'): Table {
  return {
    caption,
    columns: columns(
      'Carry-forward',
      'State',
      'Out of',
      'Into',
      'Source',
      'Held at',
      '#Amount',
      'Asked for',
      'Decision',
    ),
    rows: asked.map((wanted) => [
      ref(wanted.ref, `/carry-forwards/${wanted.ref}`),
      tagged(requestTag(wanted.status)),
      words(yearShown(wanted.year)),
      words(yearShown(wanted.year + 1)),
      words(wanted.source),
      ref(headShown(wanted.head), headHref(wanted.head, wanted.source), 'words'),
      amount(wanted.pence),
      dayCell(wanted.askedOn),
      ref(wanted.decisionRef, `/decisions/${wanted.decisionRef}`, 'words'),
    ]),
    notes: [],
    empty: 'No carry-forward has been asked for.',
  };
}

/** The same as a file, with the reasons, who asked and who decided. */
export function carryForwardFile(asked: readonly CarryForward[], names: Names): Table {
  return {
    caption: 'Carry-forwards',
    columns: columns(
      'Carry-forward',
      'State',
      'Out of',
      'Into',
      'Source',
      'Revenue or capital',
      'Held at',
      'Amount',
      'Decision',
      'Reason',
      'Consent of the funder',
      'Asked for',
      'Reason for being late',
      'Requested by',
      'Requested at',
      'Decided by',
      'Decided at',
      'Reason given',
    ),
    rows: asked.map(({ outcome, ...wanted }) => [
      head(wanted.ref),
      words(wanted.status),
      words(yearShown(wanted.year)),
      words(yearShown(wanted.year + 1)),
      words(wanted.source),
      words(wanted.nature),
      words(headShown(wanted.head)),
      amount(wanted.pence),
      words(wanted.decisionRef),
      words(wanted.reason),
      words(wanted.consent ?? ''),
      words(wanted.askedOn),
      words(wanted.late ?? ''),
      words(names.get(wanted.requestedBy) ?? ''),
      instantCell(wanted.requestedAt),
      words(outcome === null ? '' : (names.get(outcome.decidedBy) ?? '')),
      words(outcome === null ? '' : formatInstant(outcome.decidedAt)),
      words(outcome?.reason ?? ''),
    ]),
    notes: [],
    empty: '',
  };
}

/** A year with the day by which a carry-forward out of it is asked for. */
export interface AskedByDay {
  year: number;
  day: string;
}

/** Every carry-forward that the filter means, and by when each year's is asked for. */
export function carryForwardListPage(
  asked: readonly CarryForward[],
  query: RequestQuery,
  choices: { days: readonly AskedByDay[]; heads: Choice[] },
  mayRequest: boolean,
): Page {
  return {
    title: 'Carry-forwards',
    wide: true,
    breadcrumbs: [FUND, { text: 'Carry-forwards' }],
    lede: [
      'What is left of a year and taken into the next, by a decision. Ring-fenced money needs its funder’s written ' +
        'consent; own money passes through the reserve.',
      ...choices.days.map(({ year, day }) => `Out of ${yearShown(year)} it is asked for by ${formatDay(day)}.`),
    ],
    actions: mayRequest ? [{ text: 'Ask for a carry-forward', href: '/carry-forwards/new' }] : [],
    filter: requestFilter(
      '/carry-forwards',
      query,
      choices.days.map(({ year }) => year),
      choices.heads,
    ),
    sections: [{ table: carryForwardTable(asked) }],
    links: [requestFileLink('/carry-forwards.csv', query)],
  };
}

/** What the approver of a carry-forward is shown, and why they may not decide it where they may not. */
export interface CarryForwardApprovalShown {
  /** What is left of the head now, in the year and in the next. */
  left: readonly [ShownFigure, ShownFigure];
  /** How far it goes beyond what is left; 0 when it does not. */
  beyond: Pence;
  whyNot: string | null;
  deciders: readonly string[];
}

/** A carry-forward with everything that its page shows. */
export interface CarryForwardShown {
  asked: CarryForward;
  /** The day by which it was asked for. */
  lastDay: string;
  names: Names;
  entries: readonly Entry[];
  approval: CarryForwardApprovalShown | null;
  ownMoney: boolean;
  /** What is said of the decision where it was made up; the request itself was made here. */
  invented: string | undefined;
}

/** One carry-forward: what was asked, what it moves or moved, and the decision about it. */
export function carryForwardPage(
  shown: CarryForwardShown,
  errors: readonly FieldError[] = [],
  typed: Typed = {},
): Page {
  const { asked, approval, entries } = shown;
  return {
    title: `Carry-forward ${asked.ref}`,
    caption: `${moneyInWords(asked)}, into ${yearShown(asked.year + 1)}`,
    breadcrumbs: [FUND, CARRY_FORWARDS, { text: asked.ref }],
    errors: errorSummary(errors),
    state: requestTag(asked.status),
    next:
      approval === null
        ? undefined
        : 'It awaits approval by somebody other than the person who asked for it. Until then nothing has moved.',
    warnings:
      approval === null
        ? []
        : [
            ...(approval.beyond > 0 ? [`It is more than is left, by ${formatPounds(approval.beyond)}.`] : []),
            ...fewDeciders(approval.deciders),
          ],
    summary: answers(shown),
    sections: [
      ...(approval === null ? [] : [{ table: changeTable(asked, approval) }]),
      ...(entries.length === 0 ? [] : [{ table: entryTable(entries) }]),
      ...(approval?.whyNot == null ? [] : [{ heading: 'Your decision', sentences: [approval.whyNot] }]),
    ],
    forms:
      approval !== null && approval.whyNot === null
        ? decisionForms(
            `/carry-forwards/${asked.ref}`,
            { button: `Approve the carry-forward of ${formatPounds(asked.pence)}`, asksOverride: false },
            typed,
            errors,
          )
        : [],
  };
}

function answers({ asked, names, lastDay, ownMoney, invented }: CarryForwardShown) {
  const { outcome } = asked;
  const decided = asked.status === 'declined' ? 'Declined by' : 'Approved by';
  const inTime = asked.askedOn <= lastDay ? 'in time' : 'late';
  return present([
    recorded('Held at', headShown(asked.head), headHref(asked.head, asked.source)),
    recorded('Amount', formatPounds(asked.pence)),
    recorded('Funding source', asked.source, `/funding-sources/${asked.source}`),
    recorded('Way', ownMoney ? 'Own money: through the reserve' : 'Ring-fenced money: with its funder’s consent'),
    recordedDecision(asked.decisionRef, invented),
    recorded('Reason', asked.reason),
    recorded('Consent of the funder', asked.consent),
    recorded('Asked for', `${formatDay(asked.askedOn)}, ${inTime}: the last day was ${formatDay(lastDay)}`),
    recorded('Reason for asking late', asked.late),
    recorded('Requested by', whoAndWhen(names, asked.requestedBy, asked.requestedAt)),
    recorded(decided, outcome === null ? null : whoAndWhen(names, outcome.decidedBy, outcome.decidedAt)),
    recorded('Reason given', outcome?.reason ?? null),
  ]);
}

function changeTable(asked: CarryForward, { left }: CarryForwardApprovalShown): Table {
  const [from, to] = left;
  const name = headShown(asked.head);
  return {
    caption: 'What it changes, as the books stand now',
    columns: columns('What is left', '#Before', '#After'),
    rows: [
      [head(`${name}, ${yearShown(asked.year)}`), figureCell(from), amount((from.value ?? 0) - asked.pence)],
      [head(`${name}, ${yearShown(asked.year + 1)}`), figureCell(to), amount((to.value ?? 0) + asked.pence)],
    ],
    notes: [],
    empty: '',
  };
}

function entryTable(entries: readonly Entry[]): Table {
  return {
    caption: 'Entries in the books',
    columns: columns('From', 'To', 'Money of', 'Date', 'Period', '#Amount'),
    rows: entries.map((entry) => [
      head(accountShown(entry.from)),
      words(accountShown(entry.to)),
      words(moneyShown(entry.to)),
      dayCell(entry.happenedOn),
      words(`${yearShown(entry.year)} P${entry.period}`),
      amountCell(entry.pence),
    ]),
    notes: [],
    empty: '',
  };
}

/** The form that asks for a carry-forward. */
export function carryForwardFormPage(
  choices: CarryForwardChoices,
  days: readonly AskedByDay[],
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Ask for a carry-forward',
      action: '/carry-forwards/new',
      button: 'Ask for the carry-forward',
      breadcrumbs: [FUND, CARRY_FORWARDS],
      lede: [
        'Nothing moves until somebody else has approved it.',
        ...days.map(({ year, day }) => `Out of ${yearShown(year)} it is asked for by ${formatDay(day)}.`),
      ],
    },
    [
      fields.select('held', 'Where the money is', holdingChoices(choices.holdings), {
        hint: 'The same head of the next year receives it',
      }),
      fields.pounds('amount', 'Amount', { hint: 'At most what is left there. Agreements still bind what is theirs.' }),
      fields.select('decision', 'Decision', choices.decisions, {
        hint: 'What it rests on. Record the decision first if it is not listed.',
      }),
      fields.longText('reason', 'Reason', { rows: 3, hint: 'Why it was not used, and what it is for next year' }),
      fields.longText('consent', 'Consent of the funder', {
        optional: true,
        rows: 3,
        hint: 'Needed for ring-fenced money: the reference and the date of what the funder wrote',
      }),
      ...(choices.mayBeLate
        ? [
            fields.longText('late', 'Reason for asking late', {
              optional: true,
              rows: 3,
              hint: 'Only after the last day. It is recorded as your override.',
            }),
          ]
        : []),
    ],
    errors,
  );
}
