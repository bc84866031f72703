import { perform } from '../../audit/act.ts';
import { listDecisions } from '../../funds/decision.store.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { doerMay } from '../../people/may.ts';
import { officeDay } from '../../people/office.store.ts';
import { doer } from '../../people/person.ts';
import { readQuery } from '../../platform/form.ts';
import { notFound } from '../../platform/refusal.ts';
import { listAgreements } from '../agreements/agreement.store.ts';
import { readRecorders } from '../budget.routes.ts';
import { findInitiative, type Initiative } from '../initiative.store.ts';
import { type LifeChoices, readMove, readTakeBack } from './life.form.ts';
import { historyTable, lifePage, standingsPage, standingsTable } from './life.pages.ts';
import { readLife } from './life.store.ts';
import type { LifeEvent } from './life.ts';
import { lifeHref, moveFormPage, takeBackPage } from './life-form.pages.ts';
import { demandLegal, MOVE_NAMES, type MoveName, moveOf, STATUSES } from './life-machine.ts';
import { moveOn, takeBack } from './life-move.ts';
import { movesFor, readLifeShown, readStandings, readWarnings } from './life-shown.ts';

/** Where initiatives stand, the life of each, and the forms that move it on. */
export function lifeRoutes(door: Door): void {
  const standings = async (visit: Visit) => {
    readQuery(visit.req.query, []);
    return standingsTable(await readStandings(visit));
  };

  door.get('/life', 'initiative.read', async (visit) => {
    visit.show('platform/record', standingsPage(await standings(visit)));
  });

  door.table('/life', 'initiative.read', async (visit) => {
    return { name: 'life', table: await standings(visit) };
  });

  door.table('/initiatives/:ref/life', 'initiative.read', async (visit) => {
    const { ref } = await findOne(visit);
    const life = await readLife(visit.site.db, visit.office.id, ref);
    return { name: `${ref}-life`, table: historyTable(life, await readRecorders(visit)) };
  });

  door.get('/initiatives/:ref/life', 'initiative.read', async (visit) => {
    const initiative = await findOne(visit);
    const shown = await readLifeShown(visit, initiative);
    const last = shown.life.standing.at(-1);
    visit.show(
      'platform/record',
      lifePage(initiative, shown, {
        warnings: await readWarnings(visit, shown),
        table: historyTable(shown.life, await readRecorders(visit)),
        moves: movesFor(visit, shown.life),
        mayTakeBack: last !== undefined && doerMay(doer(visit.person), moveOf(last.move).act),
      }),
    );
  });

  for (const move of MOVE_NAMES) moveRoutes(door, move);

  door.get('/initiatives/:ref/life/:event/taking-back', 'life.take-back', async (visit) => {
    const initiative = await findOne(visit);
    visit.show('platform/form', takeBackPage(initiative, await findLast(visit, initiative)));
  });

  door.post('/initiatives/:ref/life/:event/taking-back', 'life.take-back', async (visit) => {
    const initiative = await findOne(visit);
    const { ref } = initiative;
    const last = await findLast(visit, initiative);
    await actOnForm(visit, readTakeBack(visit.req.body), {
      field: 'why',
      again: (typed, errors) => takeBackPage(initiative, last, typed, errors),
      act: async (why) => {
        const today = officeDay(visit.office, visit.site.clock);
        const status = await perform(visit.site, doer(visit.person), 'life.take-back', visit.once(), async (act) => ({
          subject: { kind: 'initiative', ref },
          detail: { move: last.move },
          result: await takeBack(act, ref, last.id, why, today),
        }));
        visit.done(lifeHref(ref), `The step was taken back. ${ref} stands at “${STATUSES[status]}” again.`);
      },
    });
  });
}

/** The form of one move, and what it records. */
function moveRoutes(door: Door, move: MoveName): void {
  const { path, act: needed, past } = moveOf(move);
  const address = `/initiatives/:ref/life/${path}`;

  door.get(address, needed, async (visit) => {
    const initiative = await findOne(visit);
    demandLegal(initiative.ref, (await readLife(visit.site.db, visit.office.id, initiative.ref)).status, move);
    visit.show('platform/form', moveFormPage(initiative, move, await readChoices(visit, initiative)));
  });

  door.post(address, needed, async (visit) => {
    const initiative = await findOne(visit);
    const { ref } = initiative;
    const choices = await readChoices(visit, initiative);
    await actOnForm(visit, readMove(move, visit.req.body, choices), {
      again: (typed, errors) => moveFormPage(initiative, move, choices, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), needed, visit.once(), async (act) => {
          await moveOn(act, { initiative: ref, ...wanted }, choices.today);
          return { subject: { kind: 'initiative', ref }, detail: { happenedOn: wanted.happenedOn }, result: null };
        });
        visit.done(`/initiatives/${ref}`, `Recorded of ${ref}: ${past}.`);
      },
    });
  });
}

function findOne({ site, office, req }: Visit): Promise<Initiative> {
  return findInitiative(site.db, office.id, String(req.params.ref));
}

/** The event of the address, as long as it is the last; not found otherwise. */
async function findLast({ site, office, req }: Visit, { ref }: Initiative): Promise<LifeEvent> {
  const last = (await readLife(site.db, office.id, ref)).standing.at(-1);
  if (last === undefined || String(last.id) !== req.params.event)
    throw notFound(`last step ${req.params.event} of ${ref}`);
  return last;
}

async function readChoices({ site, office }: Visit, { ref }: Initiative): Promise<LifeChoices> {
  const agreements = await listAgreements(site.db, office.id, { initiative: ref });
  const decisions = await listDecisions(site.db, office.id);
  return {
    today: officeDay(office, site.clock),
    agreements: agreements.map((agreement) => ({
      value: agreement.ref,
      text: `${agreement.ref}: ${agreement.purpose}`,
    })),
    decisions: decisions
      .toReversed()
      .map((decision) => ({ value: decision.ref, text: `${decision.ref} ${decision.title}` })),
  };
}
