import session from 'express-session';
import type { Knex } from 'knex';
import type { Clock } from '../platform/clock.ts';
import { write } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';

const IDLE_MINUTES = 30;
const LONGEST_HOURS = 12;
const TOUCH_SECONDS = 60;

/** Sessions in the database, under the digest of their id: whoever reads the table cannot take a session over. */
export class SessionStore extends session.Store {
  private readonly db: Knex;
  private readonly clock: Clock;

  constructor(db: Knex, clock: Clock) {
    super();
    this.db = db;
    this.clock = clock;
  }

  private earlier(milliseconds: number): string {
    return new Date(new Date(this.clock.now()).getTime() - milliseconds).toISOString();
  }

  override get(id: string, done: (error: unknown, session?: session.SessionData | null) => void): void {
    this.db('session')
      .where({ id_digest: sha256(id) })
      .where('seen_at', '>', this.earlier(IDLE_MINUTES * 60_000))
      .where('started_at', '>', this.earlier(LONGEST_HOURS * 3_600_000))
      .first('content')
      .then((row) => done(null, row === undefined ? null : JSON.parse(row.content)), done);
  }

  override set(id: string, data: session.SessionData, done: (error?: unknown) => void = () => {}): void {
    const now = this.clock.now();
    const row = {
      id_digest: sha256(id),
      person_id: data.personId ?? null,
      content: JSON.stringify(data),
      started_at: now,
      seen_at: now,
    };
    write(this.db, (trx) =>
      trx('session').insert(row).onConflict('id_digest').merge(['person_id', 'content', 'seen_at']),
    ).then(() => done(), done);
  }

  override destroy(id: string, done: (error?: unknown) => void = () => {}): void {
    write(this.db, (trx) =>
      trx('session')
        .where({ id_digest: sha256(id) })
        .delete(),
    ).then(() => done(), done);
  }

  /** Notes that the session is in use, at most once a minute, so that reading pages does not write each time. */
  override touch(id: string, _data: session.SessionData, done: (error?: unknown) => void = () => {}): void {
    const stale = this.earlier(TOUCH_SECONDS * 1000);
    const mine = { id_digest: sha256(id) };
    this.db('session')
      .where(mine)
      .where('seen_at', '<', stale)
      .first('id_digest')
      .then((row) => {
        if (row === undefined) return undefined;
        return write(this.db, (trx) => trx('session').where(mine).update({ seen_at: this.clock.now() }));
      })
      .then(() => done(), done);
  }
}

/** Ends every session that has outlived its time; run at start. */
export async function endOldSessions(db: Knex, clock: Clock): Promise<void> {
  const oldest = new Date(new Date(clock.now()).getTime() - LONGEST_HOURS * 3_600_000).toISOString();
  await write(db, (trx) => trx('session').where('started_at', '<', oldest).delete());
}

declare module 'express-session' {
  interface SessionData {
    personId: number | null;
    flash?: { text: string; link?: { text: string; href: string } };
  }
}
