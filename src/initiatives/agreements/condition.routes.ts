import { perform } from '../../audit/act.ts';
import { readRecordedAt } from '../../audit/event.store.ts';
import { formatDay, londonDay } from '../../calendar/day.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import type { ReadPart } from '../../people/page-part.ts';
import { readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import { findAgreement } from './agreement.store.ts';
import { readConditionsForm, typedConditions } from './condition.form.ts';
import { conditionFormPage, conditionPart, usualConditions } from './condition.pages.ts';
import { readConditionChanges, readConditions, setConditions } from './condition.store.ts';

/** The conditions of an agreement: setting and changing them. */
export function conditionRoutes(door: Door): void {
  door.get('/agreements/:ref/conditions', 'agreement.vary', async (visit) => {
    const { agreement, conditions, isFirst } = await readSet(visit);
    const typed = isFirst ? usualConditions(agreement.kind) : typedConditions(conditions);
    visit.show('platform/form', conditionFormPage(agreement, { isFirst }, typed));
  });

  door.post('/agreements/:ref/conditions', 'agreement.vary', async (visit) => {
    const { agreement, isFirst } = await readSet(visit);
    const { ref } = agreement;
    await actOnForm(visit, readConditionsForm(visit.req.body, { isFirst }), {
      again: (typed, errors) => conditionFormPage(agreement, { isFirst }, typed, errors),
      act: async ({ conditions, reason }) => {
        await perform(visit.site, doer(visit.person), 'agreement.set-conditions', visit.once(), async (act) => {
          await setConditions(act, ref, conditions, reason);
          return {
            subject: { kind: 'agreement', ref },
            detail: { conditions: conditions.map(({ code }) => code) },
            result: null,
          };
        });
        visit.done(`/agreements/${ref}`, `The conditions of ${ref} were recorded.`);
      },
    });
  });
}

async function readSet({ site, office, req }: Visit) {
  const agreement = await findAgreement(site.db, office.id, String(req.params.ref));
  const changes = await readConditionChanges(site.db, office.id, agreement.ref);
  return {
    agreement,
    conditions: await readConditions(site.db, office.id, agreement.ref),
    isFirst: changes.length === 0,
  };
}

/** What the conditions say on the page of an agreement. */
export const readConditionPart: ReadPart = async (visit, ref) => {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const changes = await readConditionChanges(db, officeId, ref);
  const names = await readNames(db, officeId);
  const recorded = await readRecordedAt(
    db,
    officeId,
    changes.map(({ seq }) => seq),
  );
  return conditionPart({
    ref,
    conditions: await readConditions(db, officeId, ref),
    changes: changes.map((change) => ({
      ...change,
      day: formatDay(londonDay(recorded.get(change.seq) as string)),
      by: names.get(change.enteredBy ?? 0) ?? '',
    })),
    maySet: visit.may('agreement.vary'),
  });
};
