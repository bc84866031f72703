import { perform } from '../audit/act.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import { type Decision, readDecision } from './approval.form.ts';
import { approvalsPage } from './approval.pages.ts';
import { readQueue } from './approval.reading.ts';
import { approveObservations, returnObservations } from './decide.ts';

const VIEW = 'outcomes/approvals';

/** The queue of observations that await a decision, and deciding one or many of them. */
export function approvalRoutes(door: Door): void {
  door.get('/measures/approvals', 'observation.approve', async (visit) => {
    visit.show(VIEW, approvalsPage(await queueOf(visit)));
  });

  // Each look at hidden numbers is an act of its own, the same form sent again too, so that the record says who saw them.
  door.post('/measures/approvals/look', 'observation.approve', async (visit) => {
    const queue = await queueOf(visit);
    const ids = queue.filter(({ whyNot }) => whyNot === null).map(({ observation }) => observation.id);
    await perform(visit.site, doer(visit.person), 'observation.look', null, async () => ({
      subject: { kind: 'observations', ref: 'awaiting approval' },
      detail: { rows: ids },
      result: null,
    }));
    visit.show(
      VIEW,
      approvalsPage(
        queue.filter(({ whyNot }) => whyNot === null),
        { looked: true },
      ),
    );
  });

  door.post('/measures/approvals', 'observation.approve', async (visit) => {
    const queue = await queueOf(visit);
    const waiting = queue.filter(({ whyNot }) => whyNot === null).map(({ observation }) => observation.id);
    await actOnForm(visit, readDecision(visit.req.body, waiting), {
      view: VIEW,
      again: (typed, errors) => approvalsPage(queue, { typed, errors }),
      act: async (decision) => {
        await decide(visit, decision);
        const said = counted(decision.ids.length, 'observation was', 'observations were');
        visit.done('/measures/approvals', `${said} ${decision.outcome}.`);
      },
    });
  });
}

async function decide(visit: Visit, decision: Decision): Promise<void> {
  const { person } = visit;
  const action = decision.outcome === 'approved' ? 'observation.approve' : 'observation.return';
  await perform(visit.site, doer(person), action, visit.once(), async (act) => {
    if (decision.outcome === 'approved') await approveObservations(act, person, decision.ids);
    else await returnObservations(act, person, decision.ids, decision.reason);
    const subject = { kind: 'observations', ref: decision.outcome };
    return { subject, detail: { rows: decision.ids }, result: null };
  });
}

function queueOf(visit: Visit) {
  return readQueue(visit.site.db, visit.person);
}
