import { hash } from '@node-rs/argon2';
import type { Express } from 'express';
import type { Knex } from 'knex';
import supertest from 'supertest';
import { createApp } from '../src/app.ts';
import type { Doer, Site } from '../src/audit/act.ts';
import type { Listed } from '../src/people/door.ts';
import { findByEmail } from '../src/people/person.store.ts';
import type { Person } from '../src/people/person.ts';
import { settableClock } from '../src/platform/clock.ts';
import { silentLog } from '../src/platform/log.ts';
import { copiedDatabase, type Fill } from './template.ts';

export type Kind = 'sqlite' | 'postgres';

/** Both databases: every test with a query in it runs on each. */
export const DATABASES: Kind[] = ['sqlite', 'postgres'];

export interface TestDatabase {
  db: Knex;
  close(): Promise<void>;
}

/** A fresh database of the kind: migrated, and empty unless something fills it. */
export function freshDatabase(kind: Kind, fill: Fill = async () => {}): Promise<TestDatabase> {
  return copiedDatabase(kind, fill);
}

/**
 * What the database said when it refused. A driver's errors may come from outside the test's own realm, where
 * `rejects.toThrow` does not know them for errors.
 */
export async function refusalOf(work: PromiseLike<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return String((error as Error).message);
  }
  return 'it was let through';
}

export interface World extends TestDatabase {
  site: Site;
  clock: ReturnType<typeof settableClock>;
  app: Express;
  listed: Listed[];
  person(email: string): Promise<Person>;
  doer(email: string): Promise<Doer>;
  /** Signs in through the real form and answers an agent that keeps the session. */
  signIn(email: string): Promise<Visitor>;
}

export const PASSWORD = 'correct horse battery staple';

/** The password's hash, of the kind that the program keeps and with the least work: people sign in everywhere in tests. */
export function cheapPasswordHash(): Promise<string> {
  return hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });
}

/** A running program on a fresh database, with what `fill` puts into it. */
export async function openWorld(kind: Kind, fill: Fill, now = '2015-07-31T09:00:00.000Z'): Promise<World> {
  const { db, close } = await copiedDatabase(kind, fill);
  const clock = settableClock(now);
  const site = { db, clock };
  const { app, listed } = createApp({ site, log: silentLog, secret: 'a secret for tests only', production: false });
  const person = async (email: string): Promise<Person> => {
    const found = await findByEmail(db, email);
    if (found === null) throw new Error(`There is no ${email} in this world.`);
    return found.person;
  };
  return {
    db,
    close,
    site,
    clock,
    app,
    listed,
    person,
    doer: async (email) => {
      const { id, officeId, roles } = await person(email);
      return { officeId, personId: id, role: roles.join('+') };
    },
    signIn: (email) => Visitor.signIn(app, email),
  };
}

/** Somebody at a browser without JavaScript: reads pages, fills forms in, sends them with their hidden fields. */
export class Visitor {
  readonly agent: ReturnType<typeof supertest.agent>;

  constructor(app: Express) {
    this.agent = supertest.agent(app);
  }

  static async signIn(app: Express, email: string, password = PASSWORD): Promise<Visitor> {
    const visitor = new Visitor(app);
    const answer = await visitor.send('/sign-in', '/sign-in', { email, password, return: '/' });
    if (answer.status !== 303) throw new Error(`${email} could not sign in: ${answer.status}`);
    return visitor;
  }

  get(path: string) {
    return this.agent.get(path);
  }

  /** Opens the page at `from`, then posts `fields` with the page's own token and key to `to`. */
  async send(from: string, to: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const page = await this.agent.get(from);
    return this.agent
      .post(to)
      .set(headers)
      .type('form')
      .send({ ...hiddenFields(page.text), ...fields });
  }
}

/** The token and the key that a page's forms carry. */
export function hiddenFields(page: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const name of ['_csrf', '_once']) {
    const match = new RegExp(`name="${name}" value="([^"]*)"`).exec(page);
    if (match?.[1] !== undefined) fields[name] = match[1];
  }
  return fields;
}
