import type { Clock } from '../../platform/clock.ts';
import { randomToken, sha256 } from '../../platform/digest.ts';
import type { ImportTarget } from './plan.ts';

/** A file between its plan and the confirmation: in memory only, for whoever uploaded it, in the same session. */
export interface Held {
  bytes: Uint8Array;
  fileName: string;
  profile: string;
  target: ImportTarget;
}

/** Who a held file belongs to. */
export interface Owner {
  personId: number;
  session: string;
}

export const HELD_MINUTES = 30;
const MOST_OF_ONE = 3;
const MOST_BYTES = 100_000_000;

interface Kept extends Held {
  owner: string;
  until: string;
}

/**
 * Keeps uploaded files for half an hour, three for each person and 100 MB in all; the oldest go first. What is gone
 * is uploaded again: nothing of a file reaches the record before it is confirmed.
 */
export class HeldFiles {
  private readonly kept = new Map<string, Kept>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Holds a file and answers the token that its plan carries. */
  hold(by: Owner, file: Held): string {
    this.dropOld();
    const owner = ownerKey(by);
    const own = [...this.kept].filter(([, kept]) => kept.owner === owner).map(([token]) => token);
    for (const token of own.slice(0, Math.max(0, own.length - MOST_OF_ONE + 1))) this.kept.delete(token);
    for (const token of [...this.kept.keys()]) {
      if (this.bytesHeld() + file.bytes.length <= MOST_BYTES) break;
      this.kept.delete(token);
    }
    const token = randomToken();
    const until = new Date(new Date(this.clock.now()).getTime() + HELD_MINUTES * 60_000).toISOString();
    this.kept.set(token, { ...file, owner, until });
    return token;
  }

  /** The file of this token, for its owner and while it is held; else null. */
  find(by: Owner, token: string): Held | null {
    this.dropOld();
    const kept = this.kept.get(token);
    return kept !== undefined && kept.owner === ownerKey(by) ? kept : null;
  }

  release(token: string): void {
    this.kept.delete(token);
  }

  private dropOld(): void {
    const now = this.clock.now();
    for (const [token, { until }] of this.kept) if (until <= now) this.kept.delete(token);
  }

  private bytesHeld(): number {
    return [...this.kept.values()].reduce((bytes, kept) => bytes + kept.bytes.length, 0);
  }
}

function ownerKey({ personId, session }: Owner): string {
  return `${personId} ${sha256(session)}`;
}
