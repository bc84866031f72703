import type { Knex } from 'knex';
import { registerTable } from './dialect.ts';

/** How initiatives are delivered. */
export async function up(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'risk',
    `
  initiative TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  cause_words TEXT NOT NULL REFERENCES words(digest),
  likelihood TEXT NOT NULL CHECK (likelihood IN ('1', '2', '3', '4', '5')),
  impact TEXT NOT NULL CHECK (impact IN ('1', '2', '3', '4', '5')),
  mitigation_words TEXT NOT NULL REFERENCES words(digest),
  likelihood_after TEXT NOT NULL CHECK (likelihood_after IN ('1', '2', '3', '4', '5')),
  impact_after TEXT NOT NULL CHECK (impact_after IN ('1', '2', '3', '4', '5')),
  proximity TEXT NOT NULL CHECK (proximity IN ('now', 'quarter', 'year', 'later')),
  owner_words TEXT NOT NULL REFERENCES words(digest),
  state TEXT NOT NULL CHECK (state IN ('open', 'occurred', 'closed')),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
}
