import type { Site } from '../audit/act.ts';
import type { Log } from '../platform/log.ts';
import { lookAtOffices, lookEveryMinute } from './every-minute.ts';
import { latestVerification, recordVerification } from './verification.store.ts';
import { isVerificationDue } from './verification.ts';
import type { Verification } from './verify.ts';

/** How the nightly verification is done. */
export interface NightlySettings {
  site: Site;
  log: Log;
  /** The time of day in London, such as 02:30. */
  time: string;
  verify(officeId: number): Promise<Verification>;
}

const FIRST_LOOK_MS = 5_000;
const RETRY_MS = 60 * 60_000;

/** Looks every minute whether an office's record is to be verified, and sees to it. `stop` ends that. */
export function startNightly(settings: NightlySettings): { stop(): void } {
  return lookEveryMinute(nightly(settings), FIRST_LOOK_MS);
}

/**
 * One look: verifies each office that is due and records the result. One look at a time; what could not be verified
 * is logged, and tried again after an hour.
 */
export function nightly({ site, log, time, verify }: NightlySettings): () => Promise<void> {
  const failedAt = new Map<number, number>();
  const verifyWhenDue = async (officeId: number): Promise<void> => {
    const now = site.clock.now();
    const failed = failedAt.get(officeId);
    if (failed !== undefined && Date.parse(now) - failed < RETRY_MS) return;
    if (!isVerificationDue(await latestVerification(site.db, officeId), now, time)) return;
    try {
      const verification = await verify(officeId);
      const isFirst = await recordVerification(site, officeId, verification);
      failedAt.delete(officeId);
      const { ok, head, findings } = verification;
      if (ok) log.info({ officeId, seq: head?.seq, recorded: isFirst }, 'the record was verified');
      else
        log.error(
          { officeId, found: findings.length, first: findings[0]?.sentence },
          'the record is not as it must be',
        );
    } catch (error) {
      failedAt.set(officeId, Date.parse(now));
      log.error({ officeId, why: (error as Error).message }, 'the record could not be verified');
    }
  };
  return lookAtOffices(site, verifyWhenDue, (error) => {
    log.error({ why: error.message }, 'the nightly verification could not look');
  });
}
