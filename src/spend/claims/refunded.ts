import type { Act } from '../../audit/act.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import type { Row } from '../../platform/database.ts';
import { findCorrectable } from '../correctable.ts';
import { findSpend, listAmounts } from '../spend.store.ts';
import type { Spend } from '../spend.ts';
import { findPayable } from './payable.store.ts';
import { isLive } from './payable.ts';
import { readPaying } from './take-over.ts';

/**
 * What an approved refund frees of payables: a refund takes first what of its line pays nothing, then what was settled
 * last, so that each payable is to be paid again by as much as came back.
 */
export async function freeByRefund(act: Act, refund: Spend): Promise<void> {
  const { officeId } = act.doer;
  const line = await findCorrectable(act.trx, officeId, refund.corrects as string);
  const paying = await readPaying(act.trx, officeId, line);
  const corrections = await listAmounts(act.trx, officeId, {
    corrects: line.ref,
    kinds: ['refund'],
    status: 'approved',
  });
  const left = addUp([line.pence, ...corrections.map(({ pence }) => -pence)]);
  let open = addUp([...paying.map(({ pence }) => pence), -left]);
  for (const { payable, pence } of paying.toReversed()) {
    const freed = Math.min(open, pence);
    if (freed <= 0) continue;
    await change(act, { payable, line: line.ref, cause: refund.ref, pence: -freed });
    open -= freed;
  }
}

/**
 * A refund that was taken back as a mistake never came in, so its line pays again what the refund had freed, as far as
 * nothing else pays it by now.
 */
export async function payAgain(act: Act, reversal: Spend): Promise<void> {
  const { officeId } = act.doer;
  const freed: Row[] = await act
    .trx('settlement_change')
    .where({ office_id: officeId, cause_ref: reversal.corrects })
    .orderBy('id');
  for (const { payable_ref: payable, spend_ref: line, pence } of freed) {
    if (!isLive(await findSpend(act.trx, officeId, line))) continue;
    const again = Math.min(-pence, (await findPayable(act.trx, officeId, payable)).free);
    if (again > 0) await change(act, { payable, line, cause: reversal.ref, pence: again });
  }
}

function change(act: Act, of: { payable: string; line: string; cause: string; pence: Pence }) {
  const { payable, line, cause, pence } = of;
  return act.add('settlement_change', { payable_ref: payable, spend_ref: line, cause_ref: cause, pence });
}
