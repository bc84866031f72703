import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import type { ReadPart } from '../people/page-part.ts';
import { readQuery } from '../platform/form.ts';
import { readSeen } from '../registers/register.reading.ts';
import { registerPart, registerRoutes } from '../registers/register.routes.ts';
import { ENGAGEMENTS } from './engagement.ts';
import { type Heard, voicePage, voiceTable } from './voice.pages.ts';
import { VOICE_CHANGES } from './voice-change.ts';

/** The child's voice: what was heard beside what changed, and the two registers behind it. */
export function voiceRoutes(door: Door): void {
  door.get('/voice', 'voice.read', async (visit) => {
    readQuery(visit.req.query, []);
    const today = officeDay(visit.office, visit.site.clock);
    const heard = await readHeard(visit);
    const warnings = heard.flatMap(({ engagement, changes }) =>
      changes.length === 0
        ? (ENGAGEMENTS.warn?.(engagement, today) ?? [])
        : changes.flatMap((change) => VOICE_CHANGES.warn?.(change, today) ?? []),
    );
    const may = { mayEnter: visit.may('voice.enter'), mayAnswer: visit.may('voice.answer') };
    visit.show('assurance/voice', voicePage(heard, { today, warnings, ...may }));
  });

  door.table('/voice', 'voice.read', async (visit) => {
    readQuery(visit.req.query, []);
    const table = voiceTable(await readHeard(visit), officeDay(visit.office, visit.site.clock));
    return { name: 'voice', table };
  });

  registerRoutes(door, ENGAGEMENTS, [registerPart(VOICE_CHANGES, 'engagement')]);
  registerRoutes(door, VOICE_CHANGES);
}

/** What the visitor may see of what was heard, the latest first, with its answers. */
async function readHeard(visit: Visit): Promise<Heard[]> {
  const changes = await readSeen(visit, VOICE_CHANGES);
  return (await readSeen(visit, ENGAGEMENTS)).map((engagement) => ({
    engagement,
    changes: changes.filter(({ answers }) => answers.engagement === engagement.ref),
  }));
}

/** On the page of an initiative: what changed in it because of what children and young people said. */
export const readVoicePart: ReadPart = registerPart(VOICE_CHANGES, 'initiative', 'You said, we did');
