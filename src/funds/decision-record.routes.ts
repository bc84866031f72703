import { perform } from '../audit/act.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import type { ReadPart } from '../people/page-part.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import { findDecision } from './decision.store.ts';
import { versionOf } from './decision-notice.routes.ts';
import { readCompletion, readCorrection } from './decision-record.form.ts';
import { recordFormPage, recordPart } from './decision-record.pages.ts';
import { completeDecision, correctDecision, readDecisionFile } from './decision-record.store.ts';
import { latestRecord } from './decision-record.ts';

/** Completing the record of a decision, and correcting it. */
export function decisionRecordRoutes(door: Door): void {
  door.get('/decisions/:ref/completion', 'decision.complete', async (visit) => {
    visit.show('platform/form', recordFormPage(await findOne(visit), null));
  });

  door.post('/decisions/:ref/completion', 'decision.complete', async (visit) => {
    const decision = await findOne(visit);
    const { ref } = decision;
    await actOnForm(visit, readCompletion(visit.req.body), {
      again: (typed, errors) => recordFormPage(decision, null, typed, errors),
      act: async (parts) => {
        await perform(visit.site, doer(visit.person), 'decision.complete', visit.once(), async (act) => {
          await completeDecision(act, ref, parts);
          return { subject: { kind: 'decision', ref }, result: null };
        });
        visit.done(`/decisions/${ref}`, `The record of ${ref} was completed.`);
      },
    });
  });

  door.get('/decisions/:ref/corrections/:version', 'decision.correct', async (visit) => {
    const decision = await findOne(visit);
    visit.show('platform/form', recordFormPage(decision, await findVersion(visit, decision.ref)));
  });

  door.post('/decisions/:ref/corrections/:version', 'decision.correct', async (visit) => {
    const decision = await findOne(visit);
    const { ref } = decision;
    const version = versionOf(visit);
    const correcting = await findVersion(visit, ref);
    await actOnForm(visit, readCorrection(visit.req.body), {
      again: (typed, errors) => recordFormPage(decision, correcting, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'decision.correct', visit.once(), async (act) => {
          const added = await correctDecision(act, ref, { version, ...wanted });
          return { subject: { kind: 'decision', ref }, detail: { version: added }, result: null };
        });
        visit.done(`/decisions/${ref}`, `The record of ${ref} was corrected.`);
      },
    });
  });
}

/** What the record of a decision says on its page. */
export const readRecordPart: ReadPart = async (visit, ref) => {
  const { db } = visit.site;
  const decision = await findDecision(db, visit.office.id, ref);
  const names = visit.may('spend.read') ? await readNames(db, visit.office.id) : null;
  return recordPart(decision, await readDecisionFile(db, visit.office.id, ref), names, {
    complete: visit.may('decision.complete'),
    correct: visit.may('decision.correct'),
    publish: visit.may('decision.publish'),
  });
};

function findOne({ site, office, req }: Visit) {
  return findDecision(site.db, office.id, String(req.params.ref));
}

/** The version that is being corrected; refused before the record was completed, or when it is not the last. */
async function findVersion(visit: Visit, ref: string) {
  const latest = latestRecord(await readDecisionFile(visit.site.db, visit.office.id, ref));
  if (latest === null) throw refused('not-complete', `The record of ${ref} has not been completed. Complete it first.`);
  return latest;
}
