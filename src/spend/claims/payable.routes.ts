import { perform } from '../../audit/act.ts';
import { formatShortDay } from '../../calendar/day.ts';
import type { ReadFigures } from '../../ledger/shown-figure.ts';
import { formatPounds } from '../../money/pence.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { officeDay } from '../../people/office.store.ts';
import { doer } from '../../people/person.ts';
import type { Db } from '../../platform/database.ts';
import type { Choice, FieldError, Typed } from '../../platform/form.ts';
import { choiceParameter } from '../../platform/parameter.ts';
import { listSpend } from '../spend.store.ts';
import { readPayableQuery, readSettlement } from './payable.form.ts';
import { type PayableShown, payableListPage, payablePage, payableTable } from './payable.pages.ts';
import { findPayable, listPayables } from './payable.store.ts';
import { isLive, type Payable } from './payable.ts';
import { readProviders } from './provider.store.ts';
import { leftOfPayment, settle } from './settle.ts';

/** What is to be paid on claims: the list, the same list as a file, and each with the ledger lines that pay it. */
export function payableRoutes(door: Door, readFigures: ReadFigures): void {
  const readList = async ({ site, office, req }: Visit) => {
    const show = readPayableQuery(req.query);
    const today = officeDay(office, site.clock);
    const payables = await listPayables(site.db, office.id);
    const shown = show === 'all' ? payables : payables.filter(({ open }) => open > 0);
    return { show, today, table: payableTable(shown, await readProviders(site.db, office.id), today) };
  };

  door.get('/payables', 'claim.read', async (visit) => {
    const { show, today, table } = await readList(visit);
    const where = { db: visit.site.db, officeId: visit.office.id };
    const figures = await readFigures(where, [{ figure: 'payable.open', scope: {} }]);
    visit.show('platform/record', payableListPage(table, show, { figures, today }));
  });

  door.table(
    '/payables',
    'claim.read',
    async (visit) => {
      return { name: 'payables', table: (await readList(visit)).table };
    },
    { show: choiceParameter(['open', 'all'], 'those that are open, or all; open unless asked') },
  );

  door.get('/payables/:ref', 'claim.read', async (visit) => {
    visit.show('funds/request', payablePage(await readShown(visit)));
  });

  door.post('/payables/:ref/settlements', 'payable.settle', async (visit) => {
    const shown = await readShown(visit);
    const { ref } = shown.payable;
    await actOnForm(visit, readSettlement(visit.req.body, shown.lines ?? []), {
      view: 'funds/request',
      field: 'spend',
      again: async (typed: Typed, errors: FieldError[]) => payablePage(await readShown(visit), typed, errors),
      act: async ({ spend, pence }) => {
        await perform(visit.site, doer(visit.person), 'payable.settle', visit.once(), async (act) => {
          await settle(act, { payable: ref, spend, pence });
          return { subject: { kind: 'payable', ref }, detail: { spend }, result: null };
        });
        visit.done(`/payables/${ref}`, `${spend} was recorded as paying ${ref}.`);
      },
    });
  });
}

async function readShown(visit: Visit): Promise<PayableShown> {
  const { site, office, req } = visit;
  const payable = await findPayable(site.db, office.id, String(req.params.ref));
  return {
    payable,
    provider: (await readProviders(site.db, office.id)).get(payable.claim.agreement) ?? '',
    today: officeDay(office, site.clock),
    lines: visit.may('payable.settle') ? await lineChoices(site.db, office.id, payable) : null,
  };
}

/** Spend of the payable's agreement that stands and pays nothing else, or not with all of it. */
async function lineChoices(db: Db, officeId: number, { claim, settlements }: Payable): Promise<Choice[]> {
  const choices: Choice[] = [];
  for (const spend of await listSpend(db, officeId, { agreement: claim.agreement, kinds: ['spend'] })) {
    if (!isLive(spend) || settlements.some((settlement) => settlement.spend === spend.ref)) continue;
    const left = await leftOfPayment(db, officeId, spend);
    if (left <= 0) continue;
    const text = `${spend.ref}, ${formatShortDay(spend.invoicedOn)}: ${formatPounds(left)}`;
    choices.push({ value: spend.ref, text });
  }
  return choices;
}
