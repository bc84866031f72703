import type { Knex } from 'knex';
import { clearWords } from '../src/home/words-check.store.ts';
import type { By, Event } from './timeline.ts';

/** A text that looked personal and was cleared by a second person. Another, of an issue, still waits to be checked. */
export function theWords(by: By, db: Knex, officeId: number): Event[] {
  return [
    {
      at: '2015-07-07T09:00:00.000Z',
      happen: async () => {
        const held = await db('held_text').where({ office_id: officeId, source: 'lesson' }).first('digest');
        if (held === undefined) throw new Error('No lesson of the demonstration looks personal.');
        await by('coordinator', 'words.clear', 'words', async (act) => {
          await clearWords(act, held.digest, 'The name is that of a part in the play, not of a child (invented).');
          return held.digest.slice(0, 16);
        });
      },
    },
  ];
}
