import type { Day } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { whoShown } from '../people/person.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import {
  type Cell,
  columns,
  dayCell,
  instantCell,
  ref as refCell,
  type Table,
  tagged,
  words,
} from '../platform/table.ts';
import type { ActionChoices } from './action.form.ts';
import { ACTION_STATES, actionState, type KeptAction, lastReport, ownerShown } from './action.ts';
import type { Meeting } from './meeting.ts';
import { type Member, memberHref } from './member.ts';
import { MEETINGS } from './way.ts';

const ACTIONS = { text: 'Actions', href: '/actions' };

export function actionHref(ref: string): string {
  return `${ACTIONS.href}/${ref}`;
}

/** Actions with where each stands. */
export function actionTable(
  actions: readonly KeptAction[],
  about: { members: readonly Member[]; today: Day; caption: string },
): Table {
  return {
    caption: about.caption,
    columns: columns('Action', 'What', 'Who', 'Due', 'State', 'Last report'),
    rows: actions.map((action) => [
      refCell(action.ref, actionHref(action.ref)),
      words(action.what),
      ownerCell(action, about.members),
      dayCell(action.dueOn),
      tagged(ACTION_STATES[actionState(action, about.today)]),
      words(lastReport(action)),
    ]),
    notes: [],
    empty: 'There are none.',
  };
}

function ownerCell(action: KeptAction, members: readonly Member[]): Cell {
  return words(ownerShown(action, members), action.owner === null ? undefined : memberHref(action.owner));
}

/** Every action, those that are open first. */
export function actionListPage(table: Table, all: boolean): Page {
  return {
    title: all ? 'Actions' : 'Open actions',
    wide: true,
    breadcrumbs: [MEETINGS, { text: ACTIONS.text }],
    lede: [
      'What members and others took on at meetings. An open action comes before the next meeting by itself, until somebody reports that it is done.',
    ],
    sections: [{ table: { ...table, captionHidden: true } }],
    links: [
      all
        ? { text: 'Open actions alone', href: ACTIONS.href }
        : { text: 'All actions', href: `${ACTIONS.href}?show=all` },
      { text: 'Download all as CSV', href: `${ACTIONS.href}.csv?show=all` },
    ],
  };
}

/** One action with everything that was reported on it. */
export function actionPage(
  action: KeptAction,
  about: {
    members: readonly Member[];
    names: ReadonlyMap<number, string>;
    today: Day;
    item: string | null;
    mayReport: boolean;
    mayChange: boolean;
  },
): Page {
  const href = actionHref(action.ref);
  return {
    title: action.what,
    caption: `Action ${action.ref}`,
    breadcrumbs: [MEETINGS, ACTIONS, { text: action.ref }],
    actions: [
      ...(about.mayReport ? [{ text: 'Report on it', href: `${href}/report` }] : []),
      ...(about.mayChange ? [{ text: 'Change it', href: `${href}/change` }] : []),
    ],
    summary: [
      { key: 'State', cells: [tagged(ACTION_STATES[actionState(action, about.today)])] },
      { key: 'Meeting', cells: [words(action.meeting, `/meetings/${action.meeting}`)] },
      ...(about.item === null ? [] : [{ key: 'Agenda item', cells: [words(about.item)] }]),
      { key: 'Who', cells: [ownerCell(action, about.members)] },
      { key: 'Due', cells: [dayCell(action.dueOn)] },
      ...(action.doneOn === null ? [] : [{ key: 'Done', cells: [dayCell(action.doneOn)] }]),
    ],
    sections: [
      {
        table: {
          caption: 'Reports',
          columns: columns('When', 'By', 'What was said', 'Done'),
          rows: action.reports
            .map(({ at, reportedBy, said, doneOn }) => [
              { ...instantCell(at), kind: 'head' as const },
              words(whoShown(about.names, reportedBy)),
              words(said),
              dayCell(doneOn, doneOn === null ? 'Not yet' : undefined),
            ])
            .toReversed(),
          notes: [],
          empty: 'Nobody has reported on it yet.',
        } satisfies Table,
      },
    ],
  };
}

/** The questions that a new action and a changed one ask. */
function actionFields(fields: Fields, { members, items }: ActionChoices): Field[] {
  return [
    fields.longText('what', 'What will be done', { rows: 3 }),
    fields.select('owner', 'Member who answers for it', members, {
      optional: true,
      hint: 'They see it on their own page, and can report on it',
    }),
    fields.text('who', 'Or somebody else', { optional: true, hint: 'A post or a body, such as the five councils' }),
    fields.select('item', 'Agenda item', items, { optional: true }),
    fields.day('due', 'Date due', { hint: 'For example, 17 7 2015' }),
  ];
}

/** The form that records what somebody took on at a meeting. */
export function newActionPage(
  { ref }: Meeting,
  choices: ActionChoices,
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const href = `/meetings/${ref}`;
  return formPage(
    {
      title: 'Record an action',
      caption: ref,
      breadcrumbs: [MEETINGS, { text: ref, href }],
      action: `${href}/actions`,
      button: 'Record the action',
    },
    actionFields(new Fields(typed, errors), choices),
    errors,
  );
}

/** The form that changes an action. */
export function actionChangePage(
  action: KeptAction,
  choices: ActionChoices,
  typed: Typed,
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const page = actionFormPage(
    action,
    { title: `Change action ${action.ref}`, part: 'change', button: 'Save the change' },
    [
      ...actionFields(fields, choices),
      fields.checkboxes('Withdraw it', [{ name: 'withdrawn', text: 'Nobody has to do it any more' }], { small: true }),
      fields.longText('reason', 'Why it changes', { rows: 2 }),
    ],
    errors,
  );
  return { ...page, hidden: { version: typed.version ?? String(action.version) } };
}

/** The form by which an action's owner reports. */
export function actionReportPage(action: KeptAction, typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const table: Table = {
    caption: 'The action',
    captionHidden: true,
    columns: columns('What', 'Due', 'Last report'),
    rows: [[words(action.what), dayCell(action.dueOn), words(lastReport(action))]],
    notes: [],
    empty: '',
  };
  const page = actionFormPage(
    action,
    { title: `Report on action ${action.ref}`, part: 'report', button: 'Send the report' },
    [
      fields.longText('said', 'How far it is', { rows: 5, hint: 'Write nothing about a child, a victim or a suspect' }),
      fields.day('done', 'Done on', { optional: true, hint: 'Leave it empty while it is not done' }),
    ],
    errors,
  );
  return { ...page, table };
}

function actionFormPage(
  { ref }: KeptAction,
  { title, part, button }: { title: string; part: string; button: string },
  fields: Field[],
  errors: FieldError[],
): Page {
  const href = actionHref(ref);
  const breadcrumbs = [MEETINGS, ACTIONS, { text: ref, href }];
  return formPage({ title, breadcrumbs, action: `${href}/${part}`, button }, fields, errors);
}
