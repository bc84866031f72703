import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { FormReader, type Typed } from '../platform/form.ts';
import { recodeCheckPage } from './recode.pages.ts';
import { checkedPage, sendOnce, sendRecode } from './recode.routes.ts';
import { type NewRecode, readRecodable } from './recode.ts';
import { readSplitForm, SPLIT_FIELDS, typedShares } from './split.form.ts';
import { splitPage } from './split.pages.ts';
import { splitRecode } from './split.ts';

/** Sharing a spend that is in the books between places: it is taken back and posted anew in parts, approved once. */
export function splitRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/spend/:ref/split/new', 'spend.enter', async (visit) => {
    visit.show('spend/split', splitPage(await subjectOf(visit), { by: 'parts' }));
  });

  // Back from what it would do, or with equal parts filled in.
  door.post('/spend/:ref/split/new', 'spend.enter', async (visit) => {
    visit.show('spend/split', splitPage(await subjectOf(visit), typedShares(visit.req.body, SPLIT_FIELDS)));
  });

  door.post('/spend/:ref/split/check', 'spend.enter', async (visit) => {
    await onForm(visit, async (wanted, typed) => {
      const page = await checkedPage(visit, readFigures, wanted);
      visit.show('spend/correction-check', recodeCheckPage({ ...page, typed, sort: 'split' }));
    });
  });

  door.post('/spend/:ref/split', 'spend.enter', async (visit) => {
    await sendOnce(visit, () => onForm(visit, (wanted) => sendRecode(visit, wanted, 'spend.split')));
  });
}

function subjectOf({ site, office, req }: Visit) {
  return readRecodable(site.db, office.id, String(req.params.ref));
}

async function onForm(visit: Visit, act: (wanted: NewRecode, typed: Typed) => Promise<void>): Promise<void> {
  const subject = await subjectOf(visit);
  await actOnForm(visit, readSplitForm(visit.req.body), {
    view: 'spend/split',
    field: 'by',
    again: (typed, errors) => splitPage(subject, typed, errors),
    act: async ({ shares, reason }) => {
      const happenedOn = officeDay(visit.office, visit.site.clock);
      const { typed } = new FormReader(visit.req.body, SPLIT_FIELDS);
      await act(splitRecode(subject.corrected, shares, { reason, happenedOn }), typed);
    },
  });
}
