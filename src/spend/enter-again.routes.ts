import { perform } from '../audit/act.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnce, actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { doer, whoShown } from '../people/person.ts';
import type { Db } from '../platform/database.ts';
import { readSettlements } from './claims/payable.store.ts';
import { findCorrectable } from './correctable.ts';
import { type AgainForm, type AgainFrom, againForm } from './enter-again.form.ts';
import { demandReturned, enterAgain, leaveReturned } from './enter-again.ts';
import { recodingForm, sharesForm } from './enter-again-joined.form.ts';
import { isRecoding, leadOf, readTogether } from './joint.store.ts';
import { readRecodable } from './recode.ts';
import { readSchedules } from './schedule.store.ts';
import { findSpend, leftToCorrect } from './spend.store.ts';
import type { Spend } from './spend.ts';
import { readEntryChoices } from './spend-choices.ts';
import { SPEND } from './spend-way.ts';

/** What becomes of what was returned: corrected and entered again beside the old one, which stays; or left as it is. */
export function enterAgainRoutes(door: Door): void {
  door.get('/spend/:ref/again', 'spend.enter', async (visit) => {
    const { form, pageOf } = await readForm(visit);
    visit.show('platform/form', pageOf(form.page(form.typed, [])));
  });

  door.post('/spend/:ref/again', 'spend.enter', async (visit) => {
    const named = String(visit.req.params.ref);
    const done = (ref: string) =>
      visit.done(`/spend/${ref}`, `${ref} was recorded in the place of ${named}. Somebody else approves it now.`);
    const work = async () => {
      const { form, pageOf, returned } = await readForm(visit);
      await actOnForm(visit, form.read(visit.req.body), {
        field: 'period',
        again: (typed, errors) => pageOf(form.page(typed, errors)),
        act: async (enter) =>
          done(
            await perform(visit.site, doer(visit.person), 'spend.enter-again', visit.once(), async (act) => {
              const entered = await enterAgain(act, returned.ref, (within) => enter(within, visit.person.id));
              return { subject: { kind: 'spend', ref: entered }, detail: { returned: returned.ref }, result: entered };
            }),
          ),
      });
    };
    await actOnce(visit, work, done);
  });

  door.post('/spend/:ref/left', 'spend.enter', async (visit) => {
    const ref = String(visit.req.params.ref);
    await perform(visit.site, doer(visit.person), 'spend.leave-returned', visit.once(), async (act) => {
      const { ref: left } = await leaveReturned(act, visit.person, ref);
      return { subject: { kind: 'spend', ref: left }, result: left };
    });
    visit.done(`/spend/${ref}`, `${ref} stays as it was returned, and is not asked for again.`);
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
  const named = await findSpend(db, officeId, String(visit.req.params.ref));
  if (visit.req.method === 'GET') await demandReturned(db, officeId, named.ref);
  const together = await readTogether(db, officeId, named);
  const returned = leadOf(together);
  const { ref, corrects } = returned;
  const [pays] = await readSettlements(db, officeId, { spend: ref });
  const original = corrects === null ? null : await findCorrectable(db, officeId, corrects);
  const from: AgainFrom = {
    spend: returned,
    together,
    choices: await readEntryChoices(db, officeId),
    today: officeDay(visit.office, visit.site.clock),
    schedule: (await readSchedules(db, officeId, [ref])).get(ref) ?? [],
    settles: pays?.payable ?? null,
    corrected: original === null ? null : { spend: original, left: await leftToCorrect(db, officeId, original) },
  };
  const form = await formOf(db, officeId, from);
  const who = whoShown(await readNames(db, officeId), returned.decidedBy);
  const about = {
    title: `Correct ${ref} and enter it again`,
    action: `/spend/${ref}/again`,
    button: 'Send for approval again',
    breadcrumbs: [SPEND, { text: ref, href: `/spend/${ref}` }],
    lede: [
      `${who} returned it: ${returned.decisionReason ?? ''}`,
      ...(together.length === 1 ? [] : [allOf(together)]),
      `${ref} stays as it is, with this reason. The corrected entry is a new one that names it, and nobody who entered either of them approves it.`,
    ],
  };
  return { returned, form, pageOf: (page) => ({ ...page, ...about }) };
}

function formOf(db: Db, officeId: number, from: AgainFrom): AgainForm | Promise<AgainForm> {
  const { spend, together } = from;
  if (isRecoding(together)) {
    return readRecodable(db, officeId, spend.corrects as string).then((recodable) => recodingForm(from, recodable));
  }
  return together.length > 1 ? sharesForm(from) : againForm(from);
}

/** What was returned as a whole is corrected as a whole. */
function allOf(together: readonly Spend[]): string {
  const [{ corrects }, ...others] = together as [Spend, ...Spend[]];
  const named = others.map(({ ref }) => ref).join(', ');
  const isShared = !isRecoding(together) || others.length > 1;
  const what = isRecoding(together)
    ? `It took ${corrects} back and posted it anew as ${named}. All of it is entered again, of what is left of ${corrects} now.`
    : `It was returned with ${named}. The whole invoice is entered again here, with every share of it.`;
  return isShared ? `${what} Leave a place empty that bears nothing.` : what;
}
