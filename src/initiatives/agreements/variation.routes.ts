import { perform } from '../../audit/act.ts';
import { readMoneyChoices } from '../../funds/money-choices.ts';
import { chooseYear } from '../../ledger/year-choice.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import type { ReadPart } from '../../people/page-part.ts';
import { readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import { findAgreement, type ReadOwed } from './agreement.store.ts';
import type { Agreement } from './agreement.ts';
import { readPayments } from './payment-term.store.ts';
import { addsUp } from './payment-term.ts';
import { readVariation, type VariationChoices } from './variation.form.ts';
import { variationFormPage, variationPart } from './variation.pages.ts';
import { listVariations } from './variation.store.ts';
import { yearsToVary } from './variation.ts';
import { vary } from './vary.ts';

/** Varying an agreement. */
export function variationRoutes(door: Door, readOwed: ReadOwed): void {
  door.get('/agreements/:ref/variations/new', 'agreement.vary', async (visit) => {
    const agreement = await findOne(visit);
    visit.show('platform/form', variationFormPage(agreement, await readChoices(visit, agreement)));
  });

  door.post('/agreements/:ref/variations/new', 'agreement.vary', async (visit) => {
    const agreement = await findOne(visit);
    const { ref } = agreement;
    const choices = await readChoices(visit, agreement);
    await actOnForm(visit, readVariation(visit.req.body, choices), {
      field: 'reason',
      again: (typed, errors) => variationFormPage(agreement, choices, typed, errors),
      act: async (wanted) => {
        const number = await perform(visit.site, doer(visit.person), 'agreement.vary', visit.once(), async (act) => {
          const owed = await readOwed(act.trx, visit.office.id, ref);
          const added = await vary(act, { agreement: ref, ...wanted, owed });
          return { subject: { kind: 'agreement', ref }, detail: { variation: added }, result: added };
        });
        const said = `Variation ${number} of ${ref} was recorded.`;
        visit.done(`/agreements/${ref}`, said, await paymentLink(visit));
      },
    });
  });
}

function findOne({ site, office, req }: Visit): Promise<Agreement> {
  return findAgreement(site.db, office.id, String(req.params.ref));
}

/** Where to go next when the variation left the payments behind. */
async function paymentLink(visit: Visit): Promise<{ text: string; href: string } | undefined> {
  const { ref, pence, amountPublished } = await findOne(visit);
  const payment = (await readPayments(visit.site.db, visit.office.id, { agreement: ref })).get(ref);
  if (!amountPublished || payment === undefined || addsUp(payment, pence)) return undefined;
  return { text: 'Set again how it is paid', href: `/agreements/${ref}/payment` };
}

async function readChoices(visit: Visit, agreement: Agreement): Promise<VariationChoices> {
  const { today, decisions, mayOverride } = await readMoneyChoices(visit);
  const { years } = await chooseYear(visit.site.db, visit.office.id, undefined, today);
  return {
    years: agreement.amountPublished ? yearsToVary(agreement, years) : [],
    decisions,
    today,
    mayRelease: visit.may('agreement.release'),
    mayOverride,
    mayOverrideChecks: visit.may('check.override'),
  };
}

/** The variations of an agreement, on its page. */
export const readVariationPart: ReadPart = async (visit, ref) => {
  const { db } = visit.site;
  const officeId = visit.office.id;
  return variationPart({
    agreement: await findAgreement(db, officeId, ref),
    variations: await listVariations(db, officeId, { agreement: ref }),
    names: await readNames(db, officeId),
    mayVary: visit.may('agreement.vary'),
  });
};
