import { onOnePicture, openToRead } from '../platform/database.ts';
import { assertSchema } from '../platform/schema.ts';
import { type Verification, verifyEverything } from './verify.ts';
import type { VerificationAnswer, VerificationOrder } from './verify-aside.ts';

// The child of verify-aside.ts: one order in, one answer out.
process.once('message', async (order: VerificationOrder) => {
  const answer: VerificationAnswer = await verify(order).then(
    (verification) => ({ verification }),
    (error: Error) => ({ problem: error.message }),
  );
  process.send?.(answer, () => process.disconnect());
});

const SCHEMA = {
  name: 'schema',
  holds: 'Tables, triggers and settings are those that keep the record from being changed.',
};

async function verify({ database, officeId }: VerificationOrder): Promise<Verification> {
  const db = openToRead(database);
  try {
    const problem = await assertSchema(db).then(
      () => null,
      (error: Error) => error.message,
    );
    const found = problem === null ? [] : [{ check: SCHEMA.name, seq: null, sentence: problem }];
    const rest = await onOnePicture(db, (picture) => verifyEverything(picture, officeId));
    const findings = [...found, ...rest.findings];
    const checks = [{ ...SCHEMA, findings: found.length }, ...rest.checks];
    return { ok: findings.length === 0, head: rest.head, findings, removals: rest.removals, checks };
  } finally {
    await db.destroy();
  }
}
