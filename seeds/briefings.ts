import { addBriefing } from '../src/packs/briefing/briefing.store.ts';
import type { BriefingText } from '../src/packs/briefing/briefing.ts';
import type { Person } from '../src/people/person.ts';
import { type By, type Event, eachRow } from './timeline.ts';

/** A letter to the Home Secretary as a draft: its numbers are references, frozen once somebody issues it. */
export function theBriefings(by: By, person: (name: string) => Person): Event[] {
  return eachRow('briefings', (row) =>
    by(row.by as string, 'briefing.write', 'briefing', (act) => {
      const text: BriefingText = {
        kind: row.kind as BriefingText['kind'],
        title: row.title as string,
        addressee: row.addressee as string,
        signatory: row.signatory as string,
        text: row.text as string,
        marking: row.marking as BriefingText['marking'],
        handling: row.handling || null,
      };
      return addBriefing(act, (row.recorded as string).slice(0, 10), text, person(row.by as string).id);
    }),
  );
}
