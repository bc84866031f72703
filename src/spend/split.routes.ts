import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { FormReader, type Typed } from '../platform/form.ts';
import { recodeCheckPage } from './recode.pages.ts';
import { checkedPage, sendRecode } from './recode.routes.ts';
import { type NewRecode, readRecodable } from './recode.ts';
import { readShares, SHARE_FIELDS, typedShares } from './split.form.ts';
import { splitPage } from './split.pages.ts';
import { splitByPlace } from './split.ts';

const FIELDS = [...SHARE_FIELDS, 'why'];

/** Sharing a spend that is in the books between places: it is taken back and posted anew in parts, approved once. */
export function splitRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/spend/:ref/split/new', 'spend.enter', async (visit) => {
    visit.show('spend/split', splitPage(await subjectOf(visit), { by: 'parts' }));
  });

  // Back from what it would do, or with equal parts filled in.
  door.post('/spend/:ref/split/new', 'spend.enter', async (visit) => {
    visit.show('spend/split', splitPage(await subjectOf(visit), typedShares(visit.req.body, FIELDS)));
  });

  door.post('/spend/:ref/split/check', 'spend.enter', async (visit) => {
    await onForm(visit, async (wanted, typed) => {
      const page = await checkedPage(visit, readFigures, wanted);
      visit.show('spend/correction-check', recodeCheckPage({ ...page, typed, sort: 'split' }));
    });
  });

  door.post('/spend/:ref/split', 'spend.enter', async (visit) => {
    await onForm(visit, (wanted) => sendRecode(visit, wanted, 'spend.split'));
  });
}

function subjectOf({ site, office, req }: Visit) {
  return readRecodable(site.db, office.id, String(req.params.ref));
}

async function onForm(visit: Visit, act: (wanted: NewRecode, typed: Typed) => Promise<void>): Promise<void> {
  const subject = await subjectOf(visit);
  const { corrected } = subject;
  const form = new FormReader(visit.req.body, FIELDS);
  const shares = readShares(form);
  const reason = form.text('why', 'Reason', { longest: 500 });
  const { initiative, agreement, nature, category, ref } = corrected;
  await actOnForm(
    visit,
    form.answer(() => shares()),
    {
      view: 'spend/split',
      field: 'by',
      again: (typed, errors) => splitPage(subject, typed, errors),
      act: async (given) => {
        const parts = splitByPlace(corrected.pence, given).map((part) => ({
          ...{ initiative, agreement, nature, category },
          ...part,
        }));
        const happenedOn = officeDay(visit.office, visit.site.clock);
        await act({ corrects: ref, parts, reason, overspendReason: null, happenedOn }, form.typed);
      },
    },
  );
}
