import type { Knex } from 'knex';
import { write } from '../platform/database.ts';
import { randomToken } from '../platform/digest.ts';

/** A secret of this installation, made when it is first asked for and kept in its database. */
export async function installationSecret(db: Knex, name: string): Promise<string> {
  return write(db, async (trx) => {
    await trx('installation_secret')
      .insert({ name, value: randomToken(32) })
      .onConflict('name')
      .ignore();
    const row = await trx('installation_secret').where({ name }).first('value');
    return row.value;
  });
}
