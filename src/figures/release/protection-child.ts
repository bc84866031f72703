import { protectRelease, type Request } from '../../disclosure/protect.ts';
import type { ProtectionAnswer } from './protect-aside.ts';

// The child of protect-aside.ts: one request in, one answer out.
process.once('message', async (request: Request) => {
  const answer: ProtectionAnswer = await protectRelease(request).then(
    (found) => ({ protected: found }),
    (error: Error) => ({ problem: error.message }),
  );
  process.send?.(answer, () => process.disconnect());
});
