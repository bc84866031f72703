import type { Knex } from 'knex';
import { appendOnly, registerTable, run } from './dialect.ts';

/**
 * Grants that are claimed: on what terms a source pays, which additional costs are eligible, what was claimed with each
 * submitted return, and what was received.
 */
export async function up(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'grant_term',
    `
  source TEXT NOT NULL,
  year TEXT NOT NULL,
  threshold_pence $INT NOT NULL CHECK (threshold_pence >= 0),
  share_percent $INT NOT NULL CHECK (share_percent BETWEEN 1 AND 100),
  authority_words TEXT REFERENCES words(digest)`,
  );
  await registerTable(
    knex,
    'eligible_cost',
    `
  source TEXT NOT NULL,
  quarter TEXT NOT NULL,
  cost TEXT NOT NULL,
  amount_pence $INT NOT NULL CHECK (amount_pence >= 0),
  grounds_words TEXT NOT NULL REFERENCES words(digest)`,
  );
  await registerTable(
    knex,
    'grant_receipt',
    `
  source TEXT NOT NULL,
  year TEXT NOT NULL,
  nature TEXT NOT NULL CHECK (nature IN ('revenue', 'capital')),
  received_on TEXT NOT NULL,
  amount_pence $INT NOT NULL CHECK (amount_pence >= 0),
  reference_words TEXT NOT NULL REFERENCES words(digest)`,
  );
  await run(
    knex,
    `
CREATE TABLE grant_claim (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  source TEXT NOT NULL,
  year $INT NOT NULL,
  quarter $INT NOT NULL CHECK (quarter BETWEEN 1 AND 4),
  pence $INT NOT NULL,
  return_ref TEXT NOT NULL,
  draft $INT NOT NULL,
  act_seq $INT NOT NULL,
  UNIQUE (office_id, source, return_ref, draft),
  FOREIGN KEY (office_id, source) REFERENCES funding_source (office_id, code)
) $STRICT
;
CREATE INDEX grant_claim_act ON grant_claim (office_id, act_seq)
`,
  );
  await appendOnly(knex, 'grant_claim');
}
