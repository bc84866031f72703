import { momentAt } from '../audit/moment.ts';
import { findMeeting } from '../meetings/meeting.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { may } from '../people/may.ts';
import { listPeople, readNames } from '../people/person.store.ts';
import type { Choice } from '../platform/form.ts';
import { FormReader } from '../platform/form.ts';
import { notFound, Refusal, refused } from '../platform/refusal.ts';
import { assemble } from './assemble.ts';
import { SECTIONS } from './catalogue.ts';
import { readPlanForm, typedOfPlan } from './plan.form.ts';
import { planPage } from './plan.pages.ts';
import { readPlan } from './plan.store.ts';
import { savePlan } from './plan.ts';
import { sectionListPage, signOffPage } from './section.pages.ts';
import { ownerShown } from './section-state.ts';
import { signOff } from './sign-off.ts';

/** How a pack is put together, and who signs its sections off. */
export function sectionRoutes(door: Door): void {
  door.get('/meetings/:ref/sections', 'pack.draft', async (visit) => {
    const { context, states } = await assembled(visit);
    visit.show(
      'platform/record',
      sectionListPage(context, states, {
        person: visit.person,
        names: await readNames(visit.site.db, visit.office.id),
        mayPlan: visit.may('pack.plan'),
        mayPublish: visit.may('pack.publish'),
      }),
    );
  });

  door.get('/meetings/:ref/plan', 'pack.plan', async (visit) => {
    const { ref } = await findMeeting(visit.site.db, visit.office.id, refOf(visit));
    const plan = await readPlan(visit.site.db, visit.office.id, ref);
    visit.show('packs/plan', await shownPlan(visit, ref, { typed: typedOfPlan(plan), errors: [] }));
  });

  door.post('/meetings/:ref/plan', 'pack.plan', async (visit) => {
    const { ref } = await findMeeting(visit.site.db, visit.office.id, refOf(visit));
    await actOnForm(visit, readPlanForm(visit.req.body, await signers(visit)), {
      view: 'packs/plan',
      again: (typed, errors) => shownPlan(visit, ref, { typed, errors }),
      act: async ({ plan, asAt }) => {
        const cutOff = asAt === null ? null : await cutOffAt(visit, asAt);
        await savePlan(visit.site, visit.person, ref, { ...plan, cutOff }, visit.once());
        visit.done(`/meetings/${ref}/sections`, 'The plan of the pack was saved.');
      },
    });
  });

  door.get('/meetings/:ref/sections/:code/sign-off', 'pack.sign', async (visit) => {
    visit.show('platform/form', await shownSignOff(visit, []));
  });

  door.post('/meetings/:ref/sections/:code/sign-off', 'pack.sign', async (visit) => {
    const form = new FormReader(visit.req.body, ['content']);
    const digest = form.text('content', 'Content');
    await actOnForm(
      visit,
      form.answer(() => digest),
      {
        again: (_typed, errors) => shownSignOff(visit, errors),
        act: async () => {
          const wanted = { meetingRef: refOf(visit), section: String(visit.req.params.code), digest };
          await signOff(visit.site, visit.person, wanted, visit.once());
          visit.done(`/meetings/${refOf(visit)}/sections`, 'The section was signed off.');
        },
      },
    );
  });
}

function assembled(visit: Visit) {
  return assemble(visit.site.db, visit.office.id, refOf(visit), null);
}

async function shownSignOff(visit: Visit, errors: Parameters<typeof signOffPage>[3]) {
  const { context, states } = await assembled(visit);
  const code = String(visit.req.params.code);
  const state = states.find(({ section }) => section.code === code);
  if (state === undefined) throw notFound(`section ${code.slice(0, 40)} in this pack`);
  return signOffPage(context, state, await readNames(visit.site.db, visit.office.id), errors);
}

async function shownPlan(visit: Visit, ref: string, sent: Parameters<typeof planPage>[4]) {
  const plan = await readPlan(visit.site.db, visit.office.id, ref);
  const ownerOf = (code: string): string => {
    const section = SECTIONS.find((one) => one.code === code);
    return section === undefined ? '' : ownerShown({ section, owner: null }, new Map(), visit.office.commissionerTitle);
  };
  return planPage(ref, plan, await signers(visit), ownerOf, sent);
}

/** Everybody who may be named to sign a section off. */
async function signers(visit: Visit): Promise<Choice[]> {
  const people = await listPeople(visit.site.db, visit.office.id);
  return people
    .filter((person) => may(person, 'pack.sign').may)
    .map(({ id, name }) => ({ value: String(id), text: name }));
}

/** The moment that was typed; what cannot be understood, or has not passed yet, is a mistake in the form. */
async function cutOffAt(visit: Visit, asAt: string) {
  const { db, clock } = visit.site;
  try {
    return await momentAt(db, visit.office.id, asAt, clock.now());
  } catch (error) {
    if (!(error instanceof Refusal) || !['malformed', 'refused'].includes(error.kind)) throw error;
    throw refused(error.rule, error.message, 'as-at');
  }
}

function refOf(visit: Visit): string {
  return String(visit.req.params.ref);
}
