import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import type { ReadPart } from '../people/page-part.ts';
import { FormReader } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { readOne } from '../registers/register.reading.ts';
import { registerRoutes } from '../registers/register.routes.ts';
import type { Register } from '../registers/register.ts';
import { readOutcomeForm, readRulingForm } from './decision-asked.form.ts';
import { askedHref, askedPart, outcomePage, refusalPage, rulingPage } from './decision-asked.pages.ts';
import { declineDraft, findDecisionAsked, recordOutcome, recordRuling } from './decision-asked.store.ts';
import { type DecisionAsked, ENACTING } from './decision-asked.ts';
import { readAboutAsked } from './decision-asked-beside.ts';
import { DECISIONS_ASKED } from './decision-asked-register.ts';
import { draftOf, enactmentRoutes } from './enactment.routes.ts';
import { listMeetings } from './meeting.store.ts';
import { meetingShown } from './meeting.ts';
import { acted, todayOf } from './meeting-visit.ts';

/** The register with who may read each and where it stands. */
export const ASKED: Register = { ...DECISIONS_ASKED, readBeside: readAboutAsked };

/** Decisions asked: their register, what the group said, what the Commissioner decided, and what became of it. */
export function decisionAskedRoutes(door: Door, readFigures: ReadFigures): void {
  registerRoutes(door, ASKED, [readAskedPart]);
  outcomeRoutes(door);
  rulingRoutes(door);
  enactmentRoutes(door, readFigures);

  door.get('/decisions-asked/:ref/refusal', 'paper.enact', async (visit) => {
    visit.show('platform/form', refusalPage(await draftOf(visit)));
  });

  door.post('/decisions-asked/:ref/refusal', 'paper.enact', async (visit) => {
    const asked = await draftOf(visit);
    const form = new FormReader(visit.req.body, ['reason']);
    const reason = form.text('reason', 'Why it is not enacted', { longest: 2000 });
    await actOnForm(
      visit,
      form.answer(() => reason),
      {
        again: (typed, errors) => refusalPage(asked, typed, errors),
        act: async (why) => {
          await acted(visit, { kind: 'decision-asked', ref: asked.ref }, 'decision-asked.refuse', async (act) => {
            await declineDraft(act, asked.ref, why);
            return null;
          });
          visit.done(askedHref(asked.ref), `The draft of ${asked.ref} was declined. Nothing is moved by it.`);
        },
      },
    );
  });
}

function outcomeRoutes(door: Door): void {
  door.get('/decisions-asked/:ref/outcome', 'meeting.edit', async (visit) => {
    const asked = await askedOf(visit);
    visit.show('platform/form', outcomePage(asked, await readMeetings(visit, asked), { meeting: asked.meeting }));
  });

  door.post('/decisions-asked/:ref/outcome', 'meeting.edit', async (visit) => {
    const asked = await askedOf(visit);
    const meetings = await readMeetings(visit, asked);
    await actOnForm(visit, readOutcomeForm(visit.req.body, meetings), {
      again: (typed, errors) => outcomePage(asked, meetings, typed, errors),
      act: async (wanted) => {
        await acted(visit, { kind: 'decision-asked', ref: asked.ref }, 'decision-asked.say', async (act) => {
          await recordOutcome(act, asked.ref, wanted);
          return null;
        });
        visit.done(askedHref(asked.ref), `What ${wanted.meeting} said to ${asked.ref} was recorded.`);
      },
    });
  });
}

function rulingRoutes(door: Door): void {
  door.get('/decisions-asked/:ref/ruling', 'paper.rule', async (visit) => {
    visit.show('platform/form', rulingPage(await askedOf(visit), visit.office.commissionerTitle));
  });

  door.post('/decisions-asked/:ref/ruling', 'paper.rule', async (visit) => {
    const asked = await askedOf(visit);
    await actOnForm(visit, readRulingForm(visit.req.body, todayOf(visit)), {
      again: (typed, errors) => rulingPage(asked, visit.office.commissionerTitle, typed, errors),
      act: async (wanted) => {
        const decision = await acted(visit, { kind: 'decision-asked', ref: asked.ref }, 'decision-asked.rule', (act) =>
          recordRuling(act, asked.ref, { ...wanted, invented: false }),
        );
        visit.done(askedHref(asked.ref), `Decision ${decision} was recorded.`);
      },
    });
  });
}

/** What became of a decision asked, on its page. */
const readAskedPart: ReadPart = async (visit, ref) => {
  const asked = await findDecisionAsked(visit.site.db, visit.office.id, ref);
  const rights = {
    say: visit.may('meeting.edit'),
    rule: visit.may('paper.rule'),
    enact: visit.may('paper.enact') && asked.money !== 'none' && visit.may(ENACTING[asked.money]),
  };
  return askedPart(asked, rights, todayOf(visit));
};

/** The decision asked of an address, for whoever may read its paper. */
async function askedOf(visit: Visit): Promise<DecisionAsked> {
  const { record } = await readOne(visit, ASKED);
  const asked = await findDecisionAsked(visit.site.db, visit.office.id, record.ref);
  if (asked.withdrawn)
    throw new Refusal('conflict', 'withdrawn', `${asked.ref} was withdrawn, so nothing follows from it.`);
  return asked;
}

/** The meetings that can answer: the paper's own and those after it. */
async function readMeetings({ site, office }: Visit, asked: DecisionAsked) {
  const meetings = await listMeetings(site.db, office.id);
  const first = meetings.find(({ ref }) => ref === asked.meeting);
  return meetings
    .filter(({ heldOn }) => first !== undefined && heldOn >= first.heldOn)
    .map((meeting) => ({ value: meeting.ref, text: meetingShown(meeting) }));
}
