import { formatInstant } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { figureCell, figureHref, type ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import { errorSummary, Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, head, instantCell, number, ref, type Table, tagged, words } from '../platform/table.ts';
import { overrideField } from './allocation.pages.ts';
import { type BudgetHead, headHref, headShown, moneyInWords } from './budget-head.ts';
import { holdingChoices } from './budget-head-choices.ts';
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
import type { VirementChoices } from './virement.form.ts';
import { diffFigures, diffMark, headsOf, type Virement, type VirementDiff } from './virement.ts';

const VIREMENTS = { text: 'Virements', href: '/virements' };

type Names = ReadonlyMap<number, string>;

/** Virements as rows of a page; who decided what is on each one's own page and in the file. */
export function virementTable(virements: readonly Virement[], caption = 'Virements, oldest first'): Table {
  return {
    caption,
    columns: columns(
      'Virement',
      'State',
      'Financial year',
      'Source',
      'From',
      'To',
      '#Amount',
      '#Running total',
      'Decision',
    ),
    rows: virements.map((virement) => [
      ref(virement.ref, `/virements/${virement.ref}`),
      tagged(requestTag(virement.status)),
      words(yearShown(virement.year)),
      words(virement.source),
      ...headsOf(virement).map((of) => ref(of.ref, headHref(of, virement.source), 'words')),
      amount(virement.pence),
      amount(virement.outcome?.diff?.running ?? null),
      ref(virement.decisionRef, `/decisions/${virement.decisionRef}`, 'words'),
    ]),
    notes: [],
    empty: 'No virement has been asked for.',
  };
}

/** The same as a file, with what each changed, who asked and who decided. */
export function virementFile(virements: readonly Virement[], names: Names): Table {
  const diffCells = (diff: VirementDiff | null) =>
    (['fromBefore', 'fromAfter', 'toBefore', 'toAfter', 'running'] as const).map((part) =>
      amount(diff?.[part] ?? null),
    );
  return {
    caption: 'Virements',
    columns: columns(
      'Virement',
      'State',
      'Financial year',
      'Source',
      'Revenue or capital',
      'From',
      'To',
      'Amount',
      'From before',
      'From after',
      'To before',
      'To after',
      'Running total',
      'Decision',
      'Reason',
      'Requested by',
      'Requested at',
      'Decided by',
      'Decided at',
      'Reason given',
    ),
    rows: virements.map(({ outcome, ...virement }) => [
      head(virement.ref),
      words(virement.status),
      words(yearShown(virement.year)),
      words(virement.source),
      words(virement.nature),
      words(virement.from),
      words(virement.to),
      amount(virement.pence),
      ...diffCells(outcome?.diff ?? null),
      words(virement.decisionRef),
      words(virement.reason),
      words(names.get(virement.requestedBy) ?? ''),
      instantCell(virement.requestedAt),
      words(outcome === null ? '' : (names.get(outcome.decidedBy) ?? '')),
      words(outcome === null ? '' : formatInstant(outcome.decidedAt)),
      words(outcome?.reason ?? ''),
    ]),
    notes: [],
    empty: '',
  };
}

/** Every virement that the filter means. */
export function virementListPage(
  virements: readonly Virement[],
  query: RequestQuery,
  choices: { years: readonly number[]; heads: Choice[] },
  mayRequest: boolean,
): Page {
  return {
    title: 'Virements',
    wide: true,
    breadcrumbs: [FUND, { text: 'Virements' }],
    lede: [
      'Budget moved between two heads of the same source, year and kind of money. Each rests on a decision, and ' +
        'somebody other than whoever asked approves it.',
    ],
    actions: mayRequest
      ? [
          { text: 'Ask for a virement between initiatives', href: '/virements/new' },
          { text: 'Ask for one between allocations', href: '/virements/new?level=allocation' },
        ]
      : [],
    filter: requestFilter('/virements', query, choices.years, choices.heads),
    sections: [{ table: virementTable(virements) }],
    links: [requestFileLink('/virements.csv', query)],
  };
}

/** What the approver of a virement is shown, and why they may not decide it where they may not. */
export interface VirementApprovalShown {
  diff: VirementDiff;
  /** In the order of `diffFigures`, then what is left of each head. */
  figures: readonly ShownFigure[];
  left: { from: Pence; to: Pence };
  /** How far it goes beyond what is left; 0 when it does not. */
  beyond: Pence;
  whyNot: string | null;
  deciders: readonly string[];
  /** Up to how much this person may approve: null for any amount, below zero where they approve nothing. */
  limit: Pence | null;
  mayOverride: boolean;
}

/** A virement with everything that its page shows. */
export interface VirementShown {
  virement: Virement;
  names: Names;
  approval: VirementApprovalShown | null;
  /** What is said of the decision where it was made up; the request itself was made here. */
  invented: string | undefined;
}

/** One virement: what was asked, what it changes or changed, and the decision about it. */
export function virementPage(shown: VirementShown, errors: readonly FieldError[] = [], typed: Typed = {}): Page {
  const { virement, approval } = shown;
  const { outcome } = virement;
  const decides = approval !== null && approval.whyNot === null;
  const asksOverride = decides && approval.mayOverride && approval.beyond > 0 && virement.override === null;
  return {
    title: `Virement ${virement.ref}`,
    caption: moneyInWords(virement),
    breadcrumbs: [FUND, VIREMENTS, { text: virement.ref }],
    errors: errorSummary(errors),
    state: requestTag(virement.status),
    next: nextStep(virement, approval),
    warnings: approval === null ? [] : [...beyondWarning(approval), ...fewDeciders(approval.deciders)],
    summary: answers(shown),
    sections: [
      ...(approval === null
        ? []
        : [{ table: changeTable(virement, approval) }, { table: limitTable(virement, approval) }]),
      ...(outcome?.diff == null ? [] : [{ table: changedTable(virement, outcome.diff, outcome.decidedAt) }]),
      ...(approval?.whyNot == null ? [] : [{ heading: 'Your decision', sentences: [approval.whyNot] }]),
    ],
    forms: decides
      ? decisionForms(
          `/virements/${virement.ref}`,
          {
            button: `Approve the virement of ${formatPounds(virement.pence)}`,
            hidden: { seen: diffMark(approval.diff) },
            asksOverride: asksOverride || errors.some(({ field }) => field === 'override'),
          },
          typed,
          errors,
        )
      : [],
  };
}

function nextStep({ status }: Virement, approval: VirementApprovalShown | null): string | undefined {
  if (status !== 'awaiting approval' || approval === null) return undefined;
  return 'It awaits approval by somebody other than the person who asked for it. Until then nothing has moved.';
}

function beyondWarning({ beyond }: VirementApprovalShown): string[] {
  if (beyond === 0) return [];
  return [`It goes beyond what is left by ${formatPounds(beyond)}.`];
}

function answers({ virement, names, invented }: VirementShown) {
  const { outcome, source } = virement;
  const [from, to] = headsOf(virement);
  const decided = virement.status === 'declined' ? 'Declined by' : 'Approved by';
  const given = virement.status === 'declined' ? 'Reason given' : 'Approver’s reason for going beyond what was left';
  return present([
    recorded('From', headShown(from), headHref(from, source)),
    recorded('To', headShown(to), headHref(to, source)),
    recorded('Amount', formatPounds(virement.pence)),
    recorded('Funding source', source, `/funding-sources/${source}`),
    recordedDecision(virement.decisionRef, invented),
    recorded('Reason', virement.reason),
    recorded('Consent of the funder', virement.consent),
    recorded('Reason for going beyond what is left', virement.override),
    recorded('Requested by', whoAndWhen(names, virement.requestedBy, virement.requestedAt)),
    recorded(decided, outcome === null ? null : whoAndWhen(names, outcome.decidedBy, outcome.decidedAt)),
    recorded(given, outcome?.reason ?? null),
  ]);
}

const CHANGE = columns('What', '#Before', '#After');

function changeTable(virement: Virement, { figures, diff, left }: VirementApprovalShown): Table {
  const [from, to] = headsOf(virement) as [BudgetHead, BudgetHead];
  const [fromBudget, toBudget, , , fromLeft, toLeft] = figures as ShownFigure[];
  const row = (what: string, figure: ShownFigure | undefined, after: Pence) => [
    head(what),
    figure === undefined ? number('') : figureCell(figure),
    amount(after),
  ];
  return {
    caption: 'What it changes, as the books stand now',
    columns: CHANGE,
    rows: [
      row(`Budget of ${from.ref}`, fromBudget, diff.fromAfter),
      row(`Budget of ${to.ref}`, toBudget, diff.toAfter),
      row(`Left of ${from.ref}`, fromLeft, left.from - virement.pence),
      row(`Left of ${to.ref}`, toLeft, left.to + virement.pence),
    ],
    notes: [`Money of ${moneyInWords(virement)}.`],
    empty: '',
  };
}

function limitTable(virement: Virement, { figures, limit }: VirementApprovalShown): Table {
  const totals = figures.slice(2, 4);
  const own: Cell =
    limit !== null && limit < 0
      ? { ...number('You cannot approve virements'), marker: true }
      : number(limit === null ? 'Any amount' : formatPounds(limit));
  return {
    caption: `Running totals of ${yearShown(virement.year)}`,
    columns: columns('Budget head', '#Moved so far', '#With this', '#Your limit'),
    rows: headsOf(virement).map((of, index) => [
      head(of.ref, headHref(of, virement.source)),
      totals[index] === undefined ? number('') : figureCell(totals[index]),
      amount((totals[index]?.value ?? 0) + virement.pence),
      own,
    ]),
    notes: [
      'Every approved virement of the year counts in full, out of the head or into it, whoever moved it. The limit is ' +
        'tested on the higher total.',
    ],
    empty: '',
  };
}

/** The diff as its approver saw it; each number opens as at just before and just after it. */
function changedTable(virement: Virement, diff: VirementDiff, decidedAt: string): Table {
  const before = new Date(new Date(decidedAt).getTime() - 1).toISOString();
  const heads = headsOf(virement);
  const href = (index: number, at: string): string | undefined => {
    const asked = diffFigures(virement)[index];
    return asked === undefined ? undefined : figureHref(asked.figure, asked.scope, { seq: 0, at });
  };
  const amounts: [Pence, Pence][] = [
    [diff.fromBefore, diff.fromAfter],
    [diff.toBefore, diff.toAfter],
  ];
  return {
    caption: 'What it changed',
    columns: CHANGE,
    rows: amounts.map(([was, is], index) => [
      head(`Budget of ${heads[index]?.ref}`),
      amount(was, href(index, before)),
      amount(is, href(index, decidedAt)),
    ]),
    notes: [
      `Money of ${moneyInWords(virement)}. With this virement, the running total of ${yearShown(virement.year)} that its ` +
        `approver’s limit was tested on came to ${formatPounds(diff.running)}.`,
    ],
    empty: '',
  };
}

/** The form that asks for a virement. */
export function virementFormPage(choices: VirementChoices, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const between = choices.level === 'initiative' ? 'initiatives' : 'allocations';
  return formPage(
    {
      title: `Ask for a virement between ${between}`,
      action: choices.level === 'initiative' ? '/virements/new' : '/virements/new?level=allocation',
      button: 'Ask for the virement',
      breadcrumbs: [FUND, VIREMENTS],
      lede: ['Nothing moves until somebody else has approved it.'],
    },
    [
      fields.select('from', 'From', holdingChoices(choices.holdings), {
        hint: 'It sets the financial year, the funding source, and revenue or capital',
      }),
      fields.select('to', 'To', choices.heads),
      fields.pounds('amount', 'Amount', { hint: 'At most what is left of the head that it comes from' }),
      fields.select('decision', 'Decision', choices.decisions, {
        hint: 'What it rests on. Record the decision first if it is not listed.',
      }),
      fields.longText('reason', 'Reason', {
        rows: 3,
        hint: 'Why the budget is needed elsewhere. Write nothing about a person.',
      }),
      fields.longText('consent', 'Consent of the funder', {
        optional: true,
        rows: 3,
        hint: 'Needed for ring-fenced money: the reference and the date of what the funder wrote',
      }),
      ...(choices.mayOverride ? [overrideField(fields)] : []),
    ],
    errors,
  );
}
