import type { Knex } from 'knex';
import { registerTable } from './dialect.ts';

const PROCEDURE =
  "procedure TEXT NOT NULL CHECK (procedure IN ('open', 'restricted', 'framework', 'quotations', 'direct'))";

/** Invitations to tender, and how the providers of contracts were chosen. */
export async function up(knex: Knex): Promise<void> {
  await registerTable(
    knex,
    'tender',
    `
  initiative TEXT NOT NULL,
  title_words TEXT NOT NULL REFERENCES words(digest),
  purpose_words TEXT NOT NULL REFERENCES words(digest),
  estimate_pence $INT NOT NULL CHECK (estimate_pence BETWEEN 0 AND 100000000000),
  issued_on TEXT NOT NULL,
  closes_on TEXT NOT NULL CHECK (closes_on >= issued_on),
  ${PROCEDURE},
  cpv_words TEXT REFERENCES words(digest),
  notice_words TEXT REFERENCES words(digest),
  FOREIGN KEY (office_id, initiative) REFERENCES initiative (office_id, ref)
`,
  );
  await registerTable(
    knex,
    'contract_detail',
    `
  agreement TEXT NOT NULL,
  ${PROCEDURE},
  tender TEXT,
  cpv_words TEXT REFERENCES words(digest),
  review_on TEXT,
  FOREIGN KEY (office_id, agreement) REFERENCES agreement (office_id, ref)
`,
  );
}
