import type { Knex } from 'knex';
import { appendOnly, run } from './dialect.ts';

/**
 * The copies in which a version of a pack is given out: whole, with the papers left out that not everybody gets, and
 * for the public. Each has its code, which stands at the foot of its pages.
 */
export async function up(knex: Knex): Promise<void> {
  await run(
    knex,
    `
CREATE TABLE pack_copy (
  id $ID,
  office_id $INT NOT NULL REFERENCES office(id),
  meeting_ref TEXT NOT NULL,
  version $INT NOT NULL,
  audience TEXT NOT NULL CHECK (audience IN ('readers', 'public')),
  withheld TEXT NOT NULL,
  code TEXT NOT NULL,
  html_document_id $INT NOT NULL REFERENCES document(id),
  pdf_document_id $INT NOT NULL REFERENCES document(id),
  offline_document_id $INT REFERENCES document(id),
  act_seq $INT NOT NULL,
  UNIQUE (office_id, code),
  UNIQUE (office_id, meeting_ref, version, audience, withheld),
  FOREIGN KEY (office_id, meeting_ref, version) REFERENCES pack (office_id, meeting_ref, version)
) $STRICT
;
CREATE INDEX pack_copy_act ON pack_copy (office_id, act_seq)
`,
  );
  await appendOnly(knex, 'pack_copy');
}
