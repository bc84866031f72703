import { formatDay } from '../../calendar/day.ts';
import { addUp } from '../../ledger/balance.ts';
import { categoryShown } from '../../ledger/category.ts';
import { placeName } from '../../partners/place.ts';
import type { Page } from '../../people/door.ts';
import { errorSummary, Fields } from '../../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../../platform/form.ts';
import { capital } from '../../platform/sentence.ts';
import { amountCell, columns, dayCell, head, ref as refCell, type Table, tagged, words } from '../../platform/table.ts';
import { SPEND } from '../spend-way.ts';
import { type ClaimQuery, outcomeChoices } from './claim.form.ts';
import { CLAIM_KINDS, CLAIM_STATES, type Claim, type ClaimState, type ClaimStep } from './claim.ts';
import type { Finding } from './finding.ts';
import { payableTag } from './payable.pages.ts';
import type { Payable } from './payable.ts';

export const CLAIMS = { text: 'Claims', href: '/claims' };

/** Where a claim stands, as a tag; the word carries it, the colour only helps. */
function claimTag(state: ClaimState): { text: string; classes: string } {
  const colours: Record<ClaimState, string> = {
    received: 'govuk-tag--blue',
    checked: 'govuk-tag--yellow',
    approved: 'govuk-tag--green',
    declined: 'govuk-tag--red',
    returned: 'govuk-tag--orange',
    'taken back': 'govuk-tag--grey',
  };
  return { text: capital(state), classes: colours[state] };
}

const KIND_WORDS: Record<Claim['kind'], string> = { claim: 'Claim', statement: 'Statement of use' };

/** Claims with the names of their providers by agreement; the same rows on the page and in the file. */
export function claimTable(
  claims: readonly Claim[],
  providers: ReadonlyMap<string, string>,
  isPart: 'of a page' | 'alone' = 'alone',
): Table {
  return {
    caption: 'Claims and statements of use',
    captionHidden: isPart === 'alone',
    columns: columns(
      'Reference',
      'Kind',
      ...(isPart === 'alone' ? ['Provider', 'Agreement'] : []),
      'From',
      'To',
      'Received',
      'State',
      '#Amount',
    ),
    rows: claims.map((claim) => [
      refCell(claim.ref, `/claims/${claim.ref}`),
      words(KIND_WORDS[claim.kind]),
      ...(isPart === 'alone'
        ? [
            words(providers.get(claim.agreement) ?? ''),
            refCell(claim.agreement, `/agreements/${claim.agreement}`, 'words'),
          ]
        : []),
      ...[claim.startsOn, claim.endsOn, claim.receivedOn].map((day) => ({ ...dayCell(day), ref: true })),
      tagged(claimTag(claim.state)),
      amountCell(claim.pence, `/claims/${claim.ref}`),
    ]),
    notes: [],
    empty: 'No claim has been recorded.',
  };
}

/** Every claim, the newest first. */
export function claimListPage(
  table: Table,
  { typed }: ClaimQuery,
  agreements: readonly Choice[],
  mayEnter: boolean,
): Page {
  const fields = new Fields(typed, []);
  const states = CLAIM_STATES.map((state) => ({ value: state, text: claimTag(state).text }));
  const query = new URLSearchParams(typed).toString();
  return {
    title: 'Claims',
    wide: true,
    breadcrumbs: [SPEND, { text: 'Claims' }],
    lede: [
      'What providers say they spent: to be paid, or used of what they were paid before. A claim is checked, then approved by somebody other than who recorded it.',
    ],
    actions: mayEnter ? [{ text: 'Record a claim', href: '/claims/new' }] : [],
    filter: {
      action: '/claims',
      button: 'Narrow the list',
      fields: [
        fields.select('state', 'State', states, { any: 'All', full: true }),
        fields.select('agreement', 'Agreement', agreements, { any: 'All', full: true }),
      ],
    },
    sections: [{ table }],
    links: [
      { text: 'Download as CSV', href: query === '' ? '/claims.csv' : `/claims.csv?${query}` },
      { text: 'What is to be paid, and by when', href: '/payables' },
      { text: 'Paid, used and in hand, by agreement', href: '/advances' },
    ],
  };
}

/** A claim with all that its page shows. */
export interface ClaimShown {
  claim: Claim;
  provider: string;
  findings: readonly Finding[];
  payable: Payable | null;
  names: ReadonlyMap<number, string>;
  mayCheck: boolean;
  /** Null for whoever never decides claims; else why they may not decide this one, or an empty text. */
  approval: { whyNot: string } | null;
}

/** One claim: what it asks for, what was found, what was done about it, and what can be. */
export function claimPage(shown: ClaimShown, typed: Typed = {}, errors: readonly FieldError[] = []): Page {
  const { claim, provider, findings, payable, names } = shown;
  const { ref, state } = claim;
  const isOpen = state === 'received' || state === 'checked';
  return {
    title: `${KIND_WORDS[claim.kind]} ${ref}`,
    caption: provider,
    breadcrumbs: [SPEND, CLAIMS, { text: ref }],
    errors: errorSummary(errors),
    state: claimTag(state),
    next: nextStep(shown),
    warnings: isOpen ? findings.map(({ sentence }) => sentence) : [],
    summary: [
      { key: 'Agreement', cells: [words(claim.agreement, `/agreements/${claim.agreement}`)] },
      { key: 'Kind', cells: [words(CLAIM_KINDS[claim.kind])] },
      { key: 'Covers', cells: [words(`${formatDay(claim.startsOn)} to ${formatDay(claim.endsOn)}`)] },
      { key: 'Received', cells: [dayCell(claim.receivedOn, formatDay(claim.receivedOn))] },
      ...(claim.theirs === null ? [] : [{ key: "Provider's reference", cells: [words(claim.theirs)] }]),
      ...(claim.again === null ? [] : [{ key: 'Claims again because', cells: [words(claim.again)] }]),
      { key: 'Recorded by', cells: [words(nameOf(names, claim.enteredBy))] },
      ...(payable === null
        ? []
        : [
            {
              key: 'To be paid',
              cells: [
                words(`${payable.ref}, by ${formatDay(payable.dueOn)}`, `/payables/${payable.ref}`),
                tagged(payableTag(payable.state)),
              ],
            },
          ]),
    ],
    sections: [
      { table: lineTable(claim) },
      ...(isOpen && findings.length === 0
        ? [
            {
              heading: 'Held against the agreement',
              sentences: [
                'Nothing was found: its dates, categories, amount and period fit what was agreed and what was claimed before.',
              ],
            },
          ]
        : []),
      { table: stepTable(claim.steps, names) },
    ],
    forms: formsOf(shown, new Fields(typed, errors)),
  };
}

function nextStep({ claim, approval, mayCheck }: ClaimShown): string | undefined {
  if (claim.state === 'received') {
    return mayCheck ? undefined : 'It awaits a check against its agreement.';
  }
  if (claim.state !== 'checked') return undefined;
  if (approval === null) return 'It was checked, and awaits approval by finance.';
  return approval.whyNot === '' ? undefined : approval.whyNot;
}

function formsOf({ claim, findings, mayCheck, approval }: ClaimShown, fields: Fields) {
  const href = `/claims/${claim.ref}`;
  const reason = fields.longText('reason', 'Reason', {
    optional: true,
    rows: 3,
    hint: 'Needed when it is returned or declined; tell the provider the same',
  });
  // What was found stops the approval, so it is not offered.
  const offered = (first: 'checked' | 'approved') =>
    outcomeChoices(first).filter(({ value }) => value !== 'approved' || findings.length === 0);
  const decide = (first: 'checked' | 'approved') => [
    fields.radios('outcome', 'What becomes of it', offered(first)),
    reason,
  ];
  if (claim.state === 'received' && mayCheck) {
    return [
      { heading: 'Check it', action: `${href}/check`, fields: decide('checked'), button: 'Record what you found' },
    ];
  }
  if (approval === null || approval.whyNot !== '') return [];
  if (claim.state === 'checked') {
    return [
      {
        heading: 'Your decision',
        action: `${href}/decision`,
        fields: decide('approved'),
        button: 'Record your decision',
      },
    ];
  }
  if (claim.state !== 'approved') return [];
  const back = fields.longText('back-reason', 'Reason for taking it back', {
    rows: 3,
    hint: 'It then counts as used no more, and nothing is owed on it. A line that pays it is returned or reversed first',
  });
  return [
    {
      heading: 'If it was wrong',
      action: `${href}/taking-back`,
      fields: [back],
      button: 'Take the claim back',
      secondary: true,
    },
  ];
}

function lineTable({ lines }: Claim): Table {
  return {
    caption: 'Lines',
    columns: columns('Description', 'Place', 'Category', '#Amount'),
    rows: lines.map((line) => [
      head(line.description),
      words(placeName(line.place)),
      words(categoryShown(line.category)),
      amountCell(line.pence),
    ]),
    foot: [head('In all'), words(''), words(''), amountCell(addUp(lines.map(({ pence }) => pence)))],
    notes: [],
    empty: '',
  };
}

const STEP_WORDS: Record<ClaimStep['kind'], string> = {
  checked: 'Checked',
  approved: 'Approved',
  declined: 'Declined',
  returned: 'Returned to the provider',
  'taken-back': 'Taken back',
};

function stepTable(steps: readonly ClaimStep[], names: ReadonlyMap<number, string>): Table {
  return {
    caption: 'What was done about it',
    columns: columns('Step', 'By', 'Reason'),
    rows: steps.map(({ kind, by, reason }) => [head(STEP_WORDS[kind]), words(nameOf(names, by)), words(reason ?? '')]),
    notes: [],
    empty: 'Nothing yet.',
  };
}

function nameOf(names: ReadonlyMap<number, string>, id: number): string {
  return names.get(id) ?? 'Somebody no longer known';
}
