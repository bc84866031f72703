import { type Day, formatDay } from '../calendar/day.ts';
import { partFields } from '../funds/decision-record.pages.ts';
import { formatPounds } from '../money/pence.ts';
import type { Page } from '../people/door.ts';
import type { PagePart } from '../people/page-part.ts';
import { counted } from '../platform/count.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import {
  amountCell,
  type Cell,
  columns,
  head,
  number,
  ref as refCell,
  type Table,
  tagged,
  words,
} from '../platform/table.ts';
import { OUTCOME_CHOICES, RULING_CHOICES } from './decision-asked.form.ts';
import {
  ASKED_STATES,
  amountOf,
  type DecisionAsked,
  DRAFTS,
  daysWaiting,
  type Enactment,
  type Gainer,
  hasDraft,
  isWaitingLong,
  OUTCOMES,
  RULINGS,
} from './decision-asked.ts';
import { CONDUCT } from './declaration.ts';
import { memberHref } from './member.ts';
import { MEETINGS } from './way.ts';

const ASKED = { text: 'Decisions asked', href: '/decisions-asked' };

export function askedHref(ref: string): string {
  return `${ASKED.href}/${ref}`;
}

/** Decisions asked, with what was said to each and where it stands. */
export function askedTable(asked: readonly DecisionAsked[], caption: string): Table {
  return {
    caption,
    columns: columns(
      'Decision asked',
      'Title',
      '#Amount',
      'Bodies that would gain',
      'The group said',
      'Where it stands',
    ),
    rows: asked.map((one) => [
      refCell(one.ref, askedHref(one.ref)),
      words(one.title),
      askedAmount(one),
      words(gainersShown(one)),
      words(
        one.outcomes.map(({ meeting, outcome }) => `${OUTCOMES[outcome]} (${meeting})`).join(', ') || 'Nothing yet',
      ),
      tagged(ASKED_STATES[one.state]),
    ]),
    notes: [],
    empty: 'No paper asks for a decision.',
  };
}

function askedAmount(asked: DecisionAsked): Cell {
  const pence = amountOf(asked);
  return pence === null ? number('') : amountCell(pence);
}

/** How many members' bodies would gain, and how many of those members said nothing of it. */
function gainersShown({ gainers }: DecisionAsked): string {
  if (gainers.length === 0) return 'None';
  const silent = gainers.filter(({ declared }) => declared === null).length;
  const bodies = counted(gainers.length, 'member’s', 'members’');
  return silent === 0 ? `${bodies}, declared` : `${bodies}, ${silent} not declared`;
}

/** What somebody may do about a decision asked. */
export interface AskedRights {
  say: boolean;
  rule: boolean;
  enact: boolean;
}

/** What became of a decision asked, on its page. */
export function askedPart(asked: DecisionAsked, rights: AskedRights, today: Day): PagePart {
  const href = askedHref(asked.ref);
  const { ruling, withdrawn } = asked;
  const isOpen = ruling === null && !withdrawn;
  return {
    warnings: warningsOf(asked, today),
    actions: [
      ...(isOpen && rights.say ? [{ text: 'Record what the group said', href: `${href}/outcome` }] : []),
      ...(isOpen && rights.rule ? [{ text: 'Record the Commissioner’s decision', href: `${href}/ruling` }] : []),
      ...(hasDraft(asked) && rights.enact
        ? [
            { text: 'Enact it', href: `${href}/enactment` },
            { text: 'Decline to enact it', href: `${href}/refusal` },
          ]
        : []),
    ],
    summary: [
      { key: 'Meeting', cells: [words(asked.meeting, `/meetings/${asked.meeting}`)] },
      ...(ruling === null
        ? []
        : [
            {
              key: 'Commissioner’s decision',
              cells: [
                words(`${ruling.decisionRef}: ${RULINGS[ruling.ruling]}`, `/decisions/${ruling.decisionRef}`),
                words(`${formatDay(ruling.decidedOn)}, ${ruling.decidedBy}`),
                ...(ruling.pence === null ? [] : [words(formatPounds(ruling.pence))]),
                ...(ruling.power === null ? [] : [words(`Power used: ${ruling.power}`)]),
              ],
            },
            { key: 'Enactment', cells: enactmentCells(asked, today) },
          ]),
    ],
    sections: [{ table: gainerTable(asked) }, { table: outcomeTable(asked) }],
  };
}

/** What somebody must see: who would gain and said nothing, a decision against what was recommended, a draft that waits. */
function warningsOf(asked: DecisionAsked, today: Day): string[] {
  const { gainers, outcomes, ruling, ref } = asked;
  const last = outcomes.at(-1)?.outcome;
  const silent = gainers.filter(({ declared }) => declared === null).map(({ member }) => member.organisationName);
  const isAgainst =
    (ruling?.ruling === 'approved' && (last === 'declined' || last === 'deferred')) ||
    (ruling?.ruling === 'declined' && (last === 'recommended' || last === 'amended'));
  return [
    ...(silent.length > 0
      ? [`${silent.join(' and ')} would gain by ${ref}, and no member from there has declared it.`]
      : []),
    ...(ruling !== null && last === undefined
      ? ['The Commissioner decided it without a recommendation of the group.']
      : []),
    ...(isAgainst
      ? [
          `The Commissioner decided otherwise than the group recommended (${OUTCOMES[last as 'declined'].toLowerCase()}).`,
        ]
      : []),
    ...(isWaitingLong(asked, today)
      ? [`It was decided ${counted(daysWaiting(asked, today) ?? 0, 'day', 'days')} ago and is not enacted.`]
      : []),
  ];
}

const REQUESTED = { 'awaiting approval': 'awaiting approval', approved: 'approved', declined: 'declined' } as const;

function enactmentCells(asked: DecisionAsked, today: Day): Cell[] {
  const { money, enactment, ruling } = asked;
  if (ruling?.ruling === 'declined' || money === 'none') return [words('Nothing is to be moved')];
  if (enactment === null) {
    const days = counted(daysWaiting(asked, today) ?? 0, 'day', 'days');
    return [words(`A draft ${DRAFTS[money]}, which has waited for ${days}`)];
  }
  if (enactment.outcome === 'declined') return [words('The draft was declined'), words(enactment.reason)];
  return [words(`${enactment.madeRef}: ${REQUESTED[enactment.status]}`, madeHref(enactment))];
}

function madeHref({ madeRef }: Extract<Enactment, { outcome: 'enacted' }>): string {
  if (madeRef.startsWith('AL-')) return `/allocations/${madeRef}`;
  return madeRef.startsWith('V-') ? `/virements/${madeRef}` : `/carry-forwards/${madeRef}`;
}

function gainerTable({ gainers, alsoDeclared }: DecisionAsked): Table {
  const row = (gains: string) => (gainer: Gainer) => [
    head(`${gainer.member.name}, ${gainer.member.organisationName}`, memberHref(gainer.member.ref)),
    words(gains),
    words(gainer.declared?.interest ?? 'Nothing declared'),
    gainer.declared === null ? words('') : tagged(CONDUCT[gainer.declared.conduct]),
  ];
  return {
    caption: 'Interests',
    columns: columns('Member', 'Their body would gain', 'Declared', 'What they did'),
    rows: [...gainers.map(row('Yes')), ...alsoDeclared.map(row('No'))],
    notes: [],
    empty: 'No member’s body would gain, and nobody declared an interest.',
  };
}

function outcomeTable({ outcomes }: DecisionAsked): Table {
  return {
    caption: 'What the group said',
    columns: columns('Meeting', 'Outcome', 'In words', '#Amount as amended'),
    rows: outcomes.map(({ meeting, outcome, text, pence }) => [
      refCell(meeting, `/meetings/${meeting}`),
      words(OUTCOMES[outcome]),
      words(text),
      pence === null ? number('') : amountCell(pence),
    ]),
    notes: ['The group recommends; the Commissioner decides.'],
    empty: 'No meeting has answered it yet.',
  };
}

/** The form that records what a meeting said. */
export function outcomePage(
  asked: DecisionAsked,
  meetings: readonly Choice[],
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return askedFormPage(
    asked,
    { title: 'What the group said', part: 'outcome', button: 'Record what it said' },
    [
      fields.select('meeting', 'Meeting', meetings),
      fields.radios('outcome', 'What the group said', OUTCOME_CHOICES),
      ...(asked.money === 'none'
        ? []
        : [fields.pounds('amount', 'Amount as amended', { optional: true, hint: 'Only where the group changed it' })]),
      fields.longText('text', 'In words', { rows: 4, hint: 'As it will stand in the notes' }),
    ],
    errors,
  );
}

/** The form that records what the Commissioner decided. */
export function rulingPage(
  asked: DecisionAsked,
  title: string,
  typed: Typed = rulingTyped(asked, title),
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const amount = amountOf(asked);
  const said = asked.outcomes.at(-1);
  return {
    ...askedFormPage(
      asked,
      { title: 'The Commissioner’s decision', part: 'ruling', button: 'Record the decision' },
      [
        fields.radios('ruling', 'What was decided', RULING_CHOICES, { inline: true }),
        fields.day('decided', 'Date of the decision', { hint: 'For example, 27 3 2015' }),
        fields.text('decidedBy', 'Decided by'),
        fields.longText('summary', 'Summary', {
          rows: 4,
          hint: 'What was decided, and for what. Write nothing about a person.',
        }),
        ...partFields(fields, false),
      ],
      errors,
    ),
    lede: [
      said === undefined
        ? 'The group has not answered it yet.'
        : `${said.meeting}: ${OUTCOMES[said.outcome].toLowerCase()}. ${said.text}`,
      ...(amount === null || asked.money === 'none'
        ? []
        : [`Where it is approved, a draft ${DRAFTS[asked.money]} of ${formatPounds(amount)} is left to be enacted.`]),
    ],
  };
}

function rulingTyped(asked: DecisionAsked, title: string): Typed {
  const declared = [...asked.gainers, ...asked.alsoDeclared].flatMap(({ member, declared: of }) =>
    of === null ? [] : [`A member from ${member.organisationName}: ${CONDUCT[of.conduct].text.toLowerCase()}`],
  );
  return {
    decidedBy: title,
    summary: asked.asked,
    interests: declared.length > 0 ? 'declared' : '',
    interestsDeclared: declared.join('. '),
  };
}

/** The form that declines a draft. */
export function refusalPage(asked: DecisionAsked, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return askedFormPage(
    asked,
    { title: 'Decline to enact it', part: 'refusal', button: 'Decline the draft' },
    [fields.longText('reason', 'Why it is not enacted', { rows: 4, hint: 'The next meeting reads this' })],
    errors,
  );
}

/** A form of the funds as it enacts a decision: the decision and its amount stand. */
export function enactmentPage(asked: DecisionAsked, form: Page): Page {
  const { ref, ruling } = asked;
  return {
    ...form,
    title: 'Enact the decision',
    caption: `${ref} ${asked.title}`,
    action: `${askedHref(ref)}/enactment`,
    breadcrumbs: [MEETINGS, ASKED, { text: ref, href: askedHref(ref) }],
    lede: [
      `${ruling?.decisionRef} approved ${formatPounds(amountOf(asked) ?? 0)} on ${formatDay(String(ruling?.decidedOn))}.`,
      ...((form.lede as string[] | undefined) ?? []),
    ],
  };
}

function askedFormPage(
  { ref, title: of }: DecisionAsked,
  { title, part, button }: { title: string; part: string; button: string },
  fields: Field[],
  errors: FieldError[],
) {
  const breadcrumbs = [MEETINGS, ASKED, { text: ref, href: askedHref(ref) }];
  return formPage(
    { title, caption: `${ref} ${of}`, breadcrumbs, action: `${askedHref(ref)}/${part}`, button },
    fields,
    errors,
  );
}
