import { perform } from '../audit/act.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { doer, whoShown } from '../people/person.ts';
import { readSettlements } from './claims/payable.store.ts';
import { findCorrectable } from './correctable.ts';
import { type AgainForm, againForm } from './enter-again.form.ts';
import { demandReturned, enterAgain } from './enter-again.ts';
import { readSchedules } from './schedule.store.ts';
import { SPEND } from './spend.pages.ts';
import { findSpend, leftToCorrect } from './spend.store.ts';
import type { Spend } from './spend.ts';
import { readEntryChoices } from './spend-choices.ts';

/** Correcting what was returned and entering it again: the old one stays, with its reason, beside the new one. */
export function enterAgainRoutes(door: Door): void {
  door.get('/spend/:ref/again', 'spend.enter', async (visit) => {
    const { form, pageOf } = await readForm(visit);
    visit.show('platform/form', pageOf(form.page(form.typed, [])));
  });

  door.post('/spend/:ref/again', 'spend.enter', async (visit) => {
    const { form, pageOf, returned } = await readForm(visit);
    await actOnForm(visit, form.read(visit.req.body), {
      field: 'period',
      again: (typed, errors) => pageOf(form.page(typed, errors)),
      act: async (enter) => {
        const ref = await perform(visit.site, doer(visit.person), 'spend.enter-again', visit.once(), async (act) => {
          const entered = await enterAgain(act, returned.ref, (within) => enter(within, visit.person.id));
          return { subject: { kind: 'spend', ref: entered }, detail: { returned: returned.ref }, result: entered };
        });
        visit.done(
          `/spend/${ref}`,
          `${ref} was recorded in the place of ${returned.ref}. Somebody else approves it now.`,
        );
      },
    });
  });
}

interface Read {
  returned: Spend;
  form: AgainForm;
  /** The form under its own title and address, with the reason of the return above it. */
  pageOf(page: Page): Page;
}

async function readForm(visit: Visit): Promise<Read> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const returned = await findSpend(db, officeId, String(visit.req.params.ref));
  if (visit.req.method === 'GET') await demandReturned(db, officeId, returned.ref);
  const { ref } = returned;
  const [pays] = await readSettlements(db, officeId, { spend: ref });
  const original = returned.corrects === null ? null : await findCorrectable(db, officeId, returned.corrects);
  const form = againForm({
    spend: returned,
    choices: await readEntryChoices(db, officeId),
    today: officeDay(visit.office, visit.site.clock),
    schedule: (await readSchedules(db, officeId, [ref])).get(ref) ?? [],
    settles: pays?.payable ?? null,
    corrected: original === null ? null : { spend: original, left: await leftToCorrect(db, officeId, original) },
  });
  const who = whoShown(await readNames(db, officeId), returned.decidedBy);
  const about = {
    title: `Correct ${ref} and enter it again`,
    action: `/spend/${ref}/again`,
    button: 'Send for approval again',
    breadcrumbs: [SPEND, { text: ref, href: `/spend/${ref}` }],
    lede: [
      `${who} returned it: ${returned.decisionReason ?? ''}`,
      `${ref} stays as it is, with this reason. The corrected entry is a new one that names it, and nobody who entered either of them approves it.`,
    ],
  };
  return { returned, form, pageOf: (page) => ({ ...page, ...about }) };
}
