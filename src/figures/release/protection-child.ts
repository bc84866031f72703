import { intervalsFor, protectRelease } from '../../disclosure/protect.ts';
import type { ProtectionAnswer, ProtectionOrder } from './protect-aside.ts';

// The child of protect-aside.ts: one order in, one answer out.
process.once('message', async (order: ProtectionOrder) => {
  const work =
    order.work === 'protect' ? protectRelease(order.request) : intervalsFor(order.request, order.answer, order.reader);
  const answer: ProtectionAnswer = await work.then(
    (found) => ({ answer: found }),
    (error: Error) => ({ problem: error.message }),
  );
  process.send?.(answer, () => process.disconnect());
});
