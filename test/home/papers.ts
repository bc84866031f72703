import { expect } from '@jest/globals';
import { type Act, perform } from '../../src/audit/act.ts';
import type { Quarter } from '../../src/calendar/quarter.ts';
import { closePeriod } from '../../src/ledger/closing.ts';
import { publishPack } from '../../src/packs/publish.ts';
import { firstOffice, type Office } from '../../src/people/office.store.ts';
import { certifyReturn, offerReturn } from '../../src/returns/certify.ts';
import { faultsOf } from '../../src/returns/check.ts';
import { examine } from '../../src/returns/examine.ts';
import { explainRow } from '../../src/returns/explain.ts';
import { findFiling } from '../../src/returns/filing.store.ts';
import { prepareReturn } from '../../src/returns/prepare.ts';
import { reviewReturn } from '../../src/returns/review.ts';
import { submitReturn } from '../../src/returns/submit.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { enterSpend } from '../../src/spend/enter.ts';
import { signSections } from '../packs/signed.ts';
import type { World } from '../world.ts';

/** Does one act as somebody of the world and answers what it gives. */
export async function acting<T extends string | number | null>(
  world: World,
  email: string,
  work: (act: Act) => Promise<T>,
): Promise<T> {
  return perform(world.site, await world.doer(email), 'test.act', null, async (act) => ({
    result: await work(act),
    subject: { kind: 'test', ref: '' },
  }));
}

/** Prepares, explains, checks, certifies and submits the Home Office return of a quarter; answers its reference. */
export async function submitQuarter(world: World, quarter: Quarter): Promise<string> {
  const office = (await firstOffice(world.db)) as Office;
  const finance = await world.person('finance@demo.example');
  const cfo = await world.person('cfo@demo.example');
  const wanted = { template: 'home-office-quarterly', quarter };
  const { ref, draft } = await prepareReturn(world.site, finance, wanted, null);
  const read = async () => {
    const filing = await findFiling(world.db, office.id, ref, draft);
    return { filing, examined: await examine(world.db, office, filing) };
  };
  for (const { rowKey } of faultsOf((await read()).examined.checked)) {
    if (rowKey === undefined) continue;
    const { filing, examined } = await read();
    await explainRow(world.site, finance, filing, examined.content, { row: rowKey, text: 'As planned.' }, null);
  }
  const checked = await read();
  expect(faultsOf(checked.examined.checked)).toEqual([]);
  await reviewReturn(world.site, finance, checked.filing, checked.examined, null);
  const offered = await read();
  await offerReturn(world.site, finance, offered.filing, offered.examined.content, null);
  const reviewed = await read();
  await certifyReturn(world.site, cfo, reviewed.filing, reviewed.examined.content, null);
  const certified = await read();
  return submitReturn(world.site, finance, certified.filing, certified.examined.content, null);
}

/** Publishes the pack of a meeting and answers its version. */
export async function publish(world: World, meeting: string): Promise<number> {
  await signSections(world, meeting);
  return publishPack(world.site, await world.person('secretariat@demo.example'), meeting, null);
}

/** An ordinary spend, entered by a finance officer and approved by another; answers its reference. */
export async function spendOf(
  world: World,
  wanted: { initiative: string; pence: number; period: number; day: string; reference?: string; awaits?: boolean },
): Promise<string> {
  const finance = await world.person('finance@demo.example');
  const finance2 = await world.person('finance2@demo.example');
  const ref = await acting(world, finance.email, (act) =>
    enterSpend(
      act,
      {
        initiative: wanted.initiative,
        agreement: '',
        nature: 'revenue',
        place: 'E23000010',
        category: '4',
        supplier: 'A supplier',
        reference: wanted.reference ?? null,
        description: null,
        reason: null,
        invoicedOn: wanted.day,
        receivedOn: wanted.day,
        paidOn: null,
        period: { year: 2015, number: wanted.period },
        netPence: wanted.pence,
        vatPence: 0,
      },
      finance.id,
    ),
  );
  if (wanted.awaits !== true) {
    await acting(world, finance2.email, async (act) => (await approveSpend(act, finance2, ref, null)).ref);
  }
  return ref;
}

/** Closes periods of a year in order, whatever stands in the way. */
export async function closeThrough(world: World, year: number, from: number, through: number): Promise<void> {
  for (let number = from; number <= through; number += 1) {
    await acting(world, 'cfo@demo.example', async (act) => {
      await closePeriod(act, { year, number });
      return null;
    });
  }
}
