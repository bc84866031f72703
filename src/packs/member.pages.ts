import { formatShortDay } from '../calendar/day.ts';
import { ACTION_STATES, actionState, lastReport } from '../meetings/action.ts';
import { MEETINGS } from '../meetings/way.ts';
import { SUBJECTS } from '../partners/contact.ts';
import { dataReturnState, quarterName } from '../partners/data-return.ts';
import { ALL_SUBJECTS, agreementsOf, countReturns, holdersOn } from '../partners/partnership.ts';
import { sharingState } from '../partners/sharing-agreement.ts';
import type { Page } from '../people/door.ts';
import { columns, head, number, ref as refCell, type Table, tagged, words } from '../platform/table.ts';
import type { MemberPage } from './member-page.ts';
import { frozenText } from './pack.ts';

/** A member's own page: their district, what they took on, and the data that they owe. */
export function memberPage(shown: MemberPage, today: string): Page {
  const { meeting, member, district } = shown;
  const href = `/meetings/${meeting.ref}`;
  return {
    title: 'Your page',
    caption: meeting.ref,
    breadcrumbs: [MEETINGS, { text: meeting.ref, href }, { text: 'Your page' }],
    wide: true,
    lede: [ledeOf(shown)],
    sections: [
      ...(district === null ? [] : districtSections(shown, district, today)),
      ...(member === null ? [] : [{ table: actionTable(shown, today) }]),
      ...(district === null ? [] : [{ table: owedTable(shown, today) }, { table: uncountedTable(shown) }]),
    ],
    links: [
      ...(shown.published === null
        ? []
        : [
            {
              text: `Version ${shown.published.pack.version} of the pack ${shown.published.pack.meetingRef}`,
              href: `/packs/${shown.published.pack.meetingRef}/${shown.published.pack.version}`,
            },
          ]),
      { text: 'Everything about this meeting', href },
    ],
  };
}

function ledeOf({ member, district }: MemberPage): string {
  const where = district === null ? '' : `, in ${district.name}`;
  if (member !== null) return `You sit for ${member.organisationName}${where}.`;
  return district === null
    ? 'You sit on the group for no body and have no district, so nothing here is yours alone.'
    : `You see what is of ${district.name}.`;
}

function districtSections(
  { published, partnership, quarter, measures }: MemberPage,
  { code, name }: { code: string; name: string },
  today: string,
) {
  const agreed = agreementsOf(partnership, code).map(({ answers }) => sharingState(answers, today));
  const { due, onTime, late } = countReturns(partnership, code, quarter, today);
  const standing: Table = {
    caption: `Where ${name} stands`,
    columns: columns('What', 'How it is'),
    rows: [
      ...ALL_SUBJECTS.map((subject) => [
        head(`Contact for ${SUBJECTS[subject]}`),
        holdersOn(partnership, code, subject, today).length > 0
          ? tagged({ text: 'Named', classes: 'govuk-tag--green' })
          : tagged({ text: 'Vacant', classes: 'govuk-tag--red' }),
      ]),
      [head('Sharing agreements in force'), words(String(agreed.filter((state) => state !== 'ended').length))],
      [head('Their review overdue'), words(String(agreed.filter((state) => state === 'overdue').length))],
      [head(`Data returns for ${quarterName(quarter)}`), words(`${onTime} on time and ${late} late, of ${due}`)],
    ],
    notes: [],
    empty: '',
  };
  const counts: Table = {
    caption: `${name} in the last published pack`,
    columns: columns('Measure', 'Quarter', '#Count'),
    rows: (published?.figures ?? []).map((figure) => [
      head(measures.get(figure.scope.measure ?? '')?.name ?? figure.label),
      words(figure.scope.quarter === undefined ? '' : quarterName(figure.scope.quarter)),
      number(
        frozenText(figure),
        `/packs/${published?.pack.meetingRef}/${published?.pack.version}/figures/${figure.number}`,
      ),
    ]),
    notes: [],
    empty: published === null ? 'No pack has been published yet.' : `The last pack says nothing of ${name} alone.`,
  };
  return [{ table: standing }, { table: counts }];
}

function actionTable({ actions }: MemberPage, today: string): Table {
  return {
    caption: 'Your open actions',
    columns: columns('No.', 'Action', 'Due', 'State', 'Last report'),
    rows: actions.map((action) => [
      refCell(action.ref, `/actions/${action.ref}`),
      words(action.what),
      words(formatShortDay(action.dueOn)),
      tagged(ACTION_STATES[actionState(action, today)]),
      words(lastReport(action)),
    ]),
    notes: [],
    empty: 'No action is yours.',
  };
}

function owedTable({ returns }: MemberPage, today: string): Table {
  return {
    caption: 'Data that your district owes',
    columns: columns('Return', 'What is sent', 'Due', 'State'),
    rows: returns.map(({ ref, answers }) => [
      head(ref),
      words(String(answers.what)),
      words(formatShortDay(String(answers.due))),
      dataReturnState(answers, today).state === 'overdue'
        ? tagged({ text: 'Overdue', classes: 'govuk-tag--red' })
        : tagged({ text: 'Due', classes: 'govuk-tag--blue' }),
    ]),
    notes: [],
    empty: 'No return is due or overdue.',
  };
}

function uncountedTable({ uncounted, quarter }: MemberPage): Table {
  return {
    caption: `Measures that nobody has counted in your district for ${quarterName(quarter)}`,
    columns: columns('Measure', 'Initiative'),
    rows: uncounted.map(({ code, name, initiative }) => [head(`${code} ${name}`), words(initiative)]),
    notes: [],
    empty: 'Every measure has a count.',
  };
}
