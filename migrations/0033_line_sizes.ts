import type { Knex } from 'knex';
import { dialectOf, run } from './dialect.ts';

/**
 * The order of imported lines by amount, as a table of its own: an index would be changed at another place by each line
 * that is staged, and writing its pages again and again took longer than all else of an import. A plan's lines stand in
 * it once they are all staged.
 */
export async function up(knex: Knex): Promise<void> {
  const end = dialectOf(knex) === 'sqlite' ? 'STRICT, WITHOUT ROWID' : '';
  await run(
    knex,
    `
CREATE TABLE import_line_size (
  pence $INT NOT NULL,
  line_id $INT NOT NULL,
  PRIMARY KEY (pence, line_id)
) ${end}
;
INSERT INTO import_line_size (pence, line_id) SELECT pence, id FROM import_line ORDER BY pence, id
;
DROP INDEX import_line_pence
`,
  );
}
