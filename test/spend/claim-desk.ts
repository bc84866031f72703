import { setConditions } from '../../src/initiatives/agreements/condition.store.ts';
import type { NewClaim } from '../../src/spend/claims/claim.store.ts';
import { receiveClaim } from '../../src/spend/claims/claim.store.ts';
import { checkClaim, decideClaim, takeClaimBack } from '../../src/spend/claims/decide-claim.ts';
import { listPayables } from '../../src/spend/claims/payable.store.ts';
import type { Payable } from '../../src/spend/claims/payable.ts';
import { settle } from '../../src/spend/claims/settle.ts';
import type { Desk } from './desk.ts';

/** A claim for July under the agreement of the small office. */
export const CLAIM: NewClaim = {
  agreement: 'AG-2015-001',
  kind: 'claim',
  startsOn: '2015-04-01',
  endsOn: '2015-06-30',
  receivedOn: '2015-07-06',
  theirs: 'WYP/7',
  again: null,
  lines: [{ place: 'E23000010', category: '1', pence: 10_000_00, description: 'Salaries' }],
};

/** The claims desk of a test office: `commissioning` records and checks, `cfo` approves. */
export class ClaimDesk {
  readonly desk: Desk;

  constructor(desk: Desk) {
    this.desk = desk;
  }

  async receive(changes: Partial<NewClaim> & { pence?: number } = {}, by = 'commissioning'): Promise<string> {
    const { pence, ...rest } = changes;
    const lines = CLAIM.lines.map((line) => ({ ...line, pence: pence ?? line.pence }));
    const { id } = await this.desk.world.person(`${by}@demo.example`);
    return this.desk.act(by, 'claim.receive', (act) => receiveClaim(act, { ...CLAIM, lines, ...rest }, id));
  }

  async check(ref: string, by = 'commissioning'): Promise<string> {
    const person = await this.desk.world.person(`${by}@demo.example`);
    return this.desk.act(by, 'claim.check', async (act) => {
      await checkClaim(act, person, ref, { step: 'checked', reason: null });
      return ref;
    });
  }

  async approve(ref: string, by = 'cfo'): Promise<string> {
    const person = await this.desk.world.person(`${by}@demo.example`);
    return this.desk.act(by, 'claim.decide', async (act) => {
      await decideClaim(act, person, ref, { step: 'approved', reason: null });
      return ref;
    });
  }

  async takeBack(ref: string): Promise<string> {
    const person = await this.desk.world.person('cfo@demo.example');
    return this.desk.act('cfo', 'claim.take-back', async (act) => {
      await takeClaimBack(act, person, ref, 'It was wrong');
      return ref;
    });
  }

  /** Receives, checks and approves; answers the claim's reference. */
  async approved(changes: Partial<NewClaim> & { pence?: number } = {}): Promise<string> {
    return this.approve(await this.check(await this.receive(changes)));
  }

  async payableOf(claim: string): Promise<Payable | undefined> {
    return (await listPayables(this.desk.world.db, 1)).find((payable) => payable.claim.ref === claim);
  }

  /** Records that a line that stands already pays a payable. */
  async settle(payable: string, spend: string, pence?: number): Promise<null> {
    return this.desk.act('finance', 'payable.settle', async (act) => {
      await settle(act, { payable, spend, pence });
      return null;
    });
  }

  async agreedCategories(agreement: string, categories: string[]): Promise<null> {
    const conditions = [
      { code: 'eligible-spend', detail: null, categories },
      { code: 'unspent-returned', detail: null, categories: [] },
    ];
    return this.desk.act('commissioning', 'agreement.conditions', async (act) => {
      await setConditions(act, agreement, conditions, null);
      return null;
    });
  }
}

/** By which rule the work was refused; null when it was let through. */
export async function ruleOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return (error as { rule?: string }).rule ?? String(error);
  }
}
