import type { Clock } from '../../../platform/clock.ts';
import { randomToken } from '../../../platform/digest.ts';
import type { Sample } from '../read/sample.ts';

/** Who a held sample belongs to. */
export interface Owner {
  personId: number;
  session: string;
}

export const HELD_MINUTES = 30;

export type HeldSample = Extract<Sample, { rows: unknown }>;

interface Kept {
  sample: HeldSample;
  owner: string;
  until: string;
}

const MOST = 30;

/**
 * Keeps the first rows of samples in memory for half an hour, for whoever uploaded them and in the same session: thirty
 * in all, the oldest going first. Nothing of them reaches the record but the headers that a profile names.
 */
export class HeldSamples {
  private readonly kept = new Map<string, Kept>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Holds a sample and answers the token that its form carries. */
  hold(by: Owner, sample: HeldSample): string {
    const now = this.clock.now();
    for (const [token, { until }] of this.kept) if (until <= now || this.kept.size >= MOST) this.kept.delete(token);
    const token = randomToken();
    const until = new Date(new Date(now).getTime() + HELD_MINUTES * 60_000).toISOString();
    this.kept.set(token, { sample, owner: ownerKey(by), until });
    return token;
  }

  /** The sample of this token, for its owner and while it is held; else null. */
  find(by: Owner, token: string): HeldSample | null {
    const kept = this.kept.get(token);
    return kept !== undefined && kept.owner === ownerKey(by) && kept.until > this.clock.now() ? kept.sample : null;
  }

  release(token: string): void {
    this.kept.delete(token);
  }
}

function ownerKey({ personId, session }: Owner): string {
  return `${personId} ${session}`;
}
