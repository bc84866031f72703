import { perform } from '../audit/act.ts';
import { findAgreement } from '../initiatives/agreements/agreement.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { formatDecimal } from '../money/pence.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { FormReader, readQuery, type Typed } from '../platform/form.ts';
import { findPayable } from './claims/payable.store.ts';
import { readProviders } from './claims/provider.store.ts';
import { effectFigures } from './effect.pages.ts';
import { checkSpend, enterSpend, type NewSpend } from './enter.ts';
import { carried, ENTRY_FIELDS, emptySpend, readSpendForm } from './spend.form.ts';
import { type EntryChoices, readEntryChoices } from './spend-choices.ts';
import { checkPage, spendFormPage } from './spend-form.pages.ts';

/** Recording a spend: the form, "check your answers", and the act. */
export function spendFormRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/spend/new', 'spend.enter', async (visit) => {
    const { settles } = readQuery(visit.req.query, ['settles']);
    const choices = await choicesOf(visit);
    const paying = settles === undefined ? {} : await paymentOf(visit, settles);
    visit.show('platform/form', spendFormPage(choices, { ...emptySpend(choices.periods), ...paying }));
  });

  // Back from "check your answers", with everything kept; nothing is judged until it is sent on again.
  door.post('/spend/new', 'spend.enter', async (visit) => {
    const { typed } = new FormReader(visit.req.body, ENTRY_FIELDS);
    visit.show('platform/form', spendFormPage(await choicesOf(visit), typed));
  });

  door.post('/spend/check', 'spend.enter', async (visit) => {
    await actOnSpend(visit, async (spend, choices) => {
      const { db } = visit.site;
      const effect = await checkSpend(db, visit.office.id, spend);
      const figures = await readFigures({ db, officeId: visit.office.id }, effectFigures(spend));
      visit.show('spend/check', checkPage({ spend, typed: carried(visit.req.body), choices, effect, figures }));
    });
  });

  door.post('/spend', 'spend.enter', async (visit) => {
    await actOnSpend(visit, async (spend) => {
      const ref = await perform(visit.site, doer(visit.person), 'spend.enter', visit.once(), async (act) => {
        const entered = await enterSpend(act, spend, visit.person.id);
        return { subject: { kind: 'spend', ref: entered }, result: entered };
      });
      visit.done(`/spend/${ref}`, `${ref} was recorded. Somebody else approves it now.`, {
        text: 'Record another spend',
        href: '/spend/new',
      });
    });
  });
}

/** What the form starts with where it is to pay a claim: what is left of it, under its agreement. */
async function paymentOf({ site, office }: Visit, ref: string): Promise<Typed> {
  const { claim, free } = await findPayable(site.db, office.id, ref);
  const { initiative, nature } = await findAgreement(site.db, office.id, claim.agreement);
  const provider = (await readProviders(site.db, office.id)).get(claim.agreement) ?? '';
  const coded = { initiative, nature, agreement: claim.agreement, supplier: provider };
  return { ...coded, settles: ref, net: formatDecimal(free), reference: claim.theirs ?? '' };
}

async function actOnSpend(visit: Visit, act: (spend: NewSpend, choices: EntryChoices) => Promise<void>): Promise<void> {
  const choices = await choicesOf(visit);
  await actOnForm(visit, readSpendForm(visit.req.body, choices, officeDay(visit.office, visit.site.clock)), {
    field: 'period',
    again: (typed, errors) => spendFormPage(choices, typed, errors),
    act: (spend) => act(spend, choices),
  });
}

function choicesOf(visit: Visit): Promise<EntryChoices> {
  return readEntryChoices(visit.site.db, visit.office.id);
}
