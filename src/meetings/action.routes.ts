import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { readQuery } from '../platform/form.ts';
import { choiceParameter } from '../platform/parameter.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import { type ActionChoices, readActionChange, readActionForm, readActionReport, typedAction } from './action.form.ts';
import {
  actionChangePage,
  actionHref,
  actionListPage,
  actionPage,
  actionReportPage,
  actionTable,
  newActionPage,
} from './action.pages.ts';
import { changeAction, findAction, listActions, recordMeetingAction, reportOnAction } from './action.store.ts';
import { isOpen, type KeptAction } from './action.ts';
import { listAgendaItems } from './agenda.store.ts';
import type { Meeting } from './meeting.ts';
import { acted, meetingOf, todayOf } from './meeting-visit.ts';
import { listMembers } from './member.store.ts';
import { isInTerm, type Member } from './member.ts';

/** Actions: what was taken on at meetings, and how far it is. */
export function actionRoutes(door: Door): void {
  door.table(
    '/actions',
    'meeting.read',
    async (visit) => ({ name: 'actions', table: await readTable(visit, asksAll(visit) ? () => true : isOpen) }),
    { show: choiceParameter(['all'], 'all actions; without it those that are open') },
  );

  door.get('/actions', 'meeting.read', async (visit) => {
    const all = asksAll(visit);
    visit.show('platform/record', actionListPage(await readTable(visit, all ? () => true : isOpen), all));
  });

  door.get('/actions/:ref', 'meeting.read', async (visit) => {
    const { db } = visit.site;
    const action = await actionOf(visit);
    const members = await listMembers(db, visit.office.id);
    const items = await listAgendaItems(db, visit.office.id, undefined, action.meeting);
    visit.show(
      'platform/record',
      actionPage(action, {
        members,
        names: await readNames(db, visit.office.id),
        today: todayOf(visit),
        item: items.find(({ id }) => id === action.item)?.title ?? null,
        mayReport: whyNotReport(visit, action, members) === null,
        mayChange: visit.may('meeting.edit'),
      }),
    );
  });

  recordingRoutes(door);
  reportRoutes(door);
}

function recordingRoutes(door: Door): void {
  door.get('/meetings/:ref/actions/new', 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    visit.show('platform/form', newActionPage(meeting, await readChoices(visit, meeting)));
  });

  door.post('/meetings/:ref/actions', 'meeting.edit', async (visit) => {
    const meeting = await meetingOf(visit);
    const choices = await readChoices(visit, meeting);
    await actOnForm(visit, readActionForm(visit.req.body, choices), {
      again: (typed, errors) => newActionPage(meeting, choices, typed, errors),
      act: async (wanted) => {
        const about = { kind: 'meeting', ref: meeting.ref };
        const ref = await acted(visit, about, 'meeting-action.record', (act) =>
          recordMeetingAction(act, { ...wanted, meeting: meeting.ref }),
        );
        visit.done(`/meetings/${meeting.ref}#actions`, `Action ${ref} was recorded.`);
      },
    });
  });

  door.get('/actions/:ref/change', 'meeting.edit', async (visit) => {
    const action = await actionOf(visit);
    visit.show(
      'platform/form',
      actionChangePage(action, await readChoices(visit, { ref: action.meeting }), typedAction(action)),
    );
  });

  door.post('/actions/:ref/change', 'meeting.edit', async (visit) => {
    const action = await actionOf(visit);
    const choices = await readChoices(visit, { ref: action.meeting });
    await actOnForm(visit, readActionChange(visit.req.body, choices), {
      again: (typed, errors) => actionChangePage(action, choices, typed, errors),
      act: async (wanted) => {
        await acted(visit, { kind: 'meeting-action', ref: action.ref }, 'meeting-action.change', async (act) => {
          await changeAction(act, action.ref, wanted);
          return null;
        });
        visit.done(actionHref(action.ref), `${action.ref} was changed.`);
      },
    });
  });
}

function reportRoutes(door: Door): void {
  door.get('/actions/:ref/report', 'meeting.take-part', async (visit) => {
    const action = await reportable(visit);
    visit.show('platform/form', actionReportPage(action));
  });

  door.post('/actions/:ref/report', 'meeting.take-part', async (visit) => {
    const action = await reportable(visit);
    await actOnForm(visit, readActionReport(visit.req.body, todayOf(visit)), {
      again: (typed, errors) => actionReportPage(action, typed, errors),
      act: async (report) => {
        await acted(visit, { kind: 'meeting-action', ref: action.ref }, 'meeting-action.report', async (act) => {
          await reportOnAction(act, action.ref, report);
          return null;
        });
        visit.done(actionHref(action.ref), `Your report on ${action.ref} was recorded.`);
      },
    });
  });
}

/**
 * Why somebody may not report on an action; null where they may. Its owner does, or who sits in the owner's place; where
 * words alone name who does it, whoever reports for the meeting; and always the secretariat.
 */
function whyNotReport(visit: Visit, action: KeptAction, members: readonly Member[]): Refusal | null {
  if (action.withdrawn) return refused('withdrawn', `${action.ref} was withdrawn, so nobody reports on it.`);
  if (!visit.may('meeting.take-part')) return new Refusal('forbidden', 'role', 'Your role does not include this.');
  if (visit.may('meeting.edit')) return null;
  const isTheirs = members.some(
    (member) =>
      member.personId === visit.person.id &&
      isInTerm(member, todayOf(visit)) &&
      (member.ref === action.owner || (member.substituteFor !== null && member.substituteFor === action.owner)),
  );
  if (isTheirs || (action.owner === null && visit.may('meeting.report'))) return null;
  return refused('owner', `Only who answers for ${action.ref} reports on it, or the secretariat. Ask them.`);
}

async function reportable(visit: Visit): Promise<KeptAction> {
  const action = await actionOf(visit);
  const refusal = whyNotReport(visit, action, await listMembers(visit.site.db, visit.office.id));
  if (refusal !== null) throw refusal;
  return action;
}

function actionOf({ site, office, req }: Visit): Promise<KeptAction> {
  return findAction(site.db, office.id, String(req.params.ref));
}

function asksAll(visit: Visit): boolean {
  const { show } = readQuery(visit.req.query, ['show']);
  if (show !== undefined && show !== 'all') throw new Refusal('malformed', 'show', 'The part show must be all.');
  return show === 'all';
}

async function readTable(visit: Visit, shown: (action: KeptAction) => boolean) {
  const { db } = visit.site;
  const actions = (await listActions(db, visit.office.id)).filter(shown);
  const inOrder = actions.toSorted(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || a.dueOn.localeCompare(b.dueOn) || a.id - b.id,
  );
  const members = await listMembers(db, visit.office.id);
  return actionTable(inOrder, { members, today: todayOf(visit), caption: 'Actions' });
}

async function readChoices({ site, office }: Visit, { ref }: Pick<Meeting, 'ref'>): Promise<ActionChoices> {
  const members = await listMembers(site.db, office.id);
  const items = await listAgendaItems(site.db, office.id, undefined, ref);
  return {
    members: members.map((member) => ({ value: member.ref, text: `${member.name}, ${member.organisationName}` })),
    items: items.filter(({ withdrawn }) => !withdrawn).map(({ id, title }) => ({ value: id, text: title })),
  };
}
