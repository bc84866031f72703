import { perform } from '../audit/act.ts';
import { findInitiative } from '../initiatives/initiative.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import { readQuery } from '../platform/form.ts';
import { listMeasures } from './measure.store.ts';
import { offeredTo, takeTemplate } from './take-template.ts';
import { readChosen } from './template.form.ts';
import { templatePage, templateTakenPage } from './template.pages.ts';

/** Taking the measures that initiatives of a kind usually have. */
export function templateRoutes(door: Door): void {
  door.get('/measures/templates', 'measure.add', async (visit) => {
    const { initiative = '' } = readQuery(visit.req.query, ['initiative']);
    const { found, offered } = await readOffered(visit, initiative);
    if (offered.some(({ taken }) => taken === null)) visit.show('platform/form', templatePage(found, offered));
    else visit.show('platform/record', templateTakenPage(found, offered));
  });

  door.post('/measures/templates', 'measure.add', async (visit) => {
    const asked = (visit.req.body as { initiative?: unknown } | undefined)?.initiative;
    const { found, offered } = await readOffered(visit, typeof asked === 'string' ? asked : '');
    await actOnForm(visit, readChosen(visit.req.body, offered), {
      again: (typed, errors) => templatePage(found, offered, typed, errors),
      act: async (chosen) => {
        const on = officeDay(visit.office, visit.site.clock);
        const codes = await perform(visit.site, doer(visit.person), 'measure.add', visit.once(), async (act) => {
          const added = await takeTemplate(act, found, chosen, { on, enteredBy: visit.person.id });
          return { subject: { kind: 'initiative', ref: found.ref }, detail: { measures: added }, result: added };
        });
        const said = counted(codes.length, 'measure was', 'measures were');
        visit.done(`/measures?initiative=${found.ref}`, `${said} added to ${found.ref}.`);
      },
    });
  });
}

async function readOffered(visit: Visit, initiative: string) {
  const found = await findInitiative(visit.site.db, visit.office.id, initiative.slice(0, 20));
  return { found, offered: offeredTo(found, await listMeasures(visit.site.db, visit.office.id)) };
}
