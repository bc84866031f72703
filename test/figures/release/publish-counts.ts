import { perform } from '../../../src/audit/act.ts';
import { latestMoment } from '../../../src/audit/moment.ts';
import type { Quarter } from '../../../src/calendar/quarter.ts';
import type { Audience } from '../../../src/disclosure/release.ts';
import {
  demandPublishable,
  type OpenRelease,
  openRelease,
  registerRelease,
} from '../../../src/figures/release/open-release.ts';
import type { Books } from '../../../src/ledger/figure.ts';
import type { FigureAsked } from '../../../src/ledger/shown-figure.ts';
import { listMeasures } from '../../../src/outcomes/measure.store.ts';
import { PLACES } from '../../../src/partners/place.ts';
import type { World } from '../../world.ts';

let papers = 0;

/** What a paper asks of measures: every place in some quarters, their categories and their shares. */
export async function everything(
  world: Pick<World, 'db'>,
  officeId: number,
  codes: readonly string[],
  quarters: readonly Quarter[],
): Promise<FigureAsked[]> {
  const measures = (await listMeasures(world.db, officeId)).filter(({ code }) => codes.includes(code));
  return measures.flatMap(({ code, denominator, categories }) =>
    quarters.flatMap((quarter) =>
      PLACES.flatMap(({ code: place, isCounty }) => [
        { figure: 'outcome.observed', scope: { measure: code, place, quarter } },
        ...(denominator === null ? [] : [{ figure: 'outcome.share', scope: { measure: code, place, quarter } }]),
        ...(isCounty
          ? categories.map((category) => ({
              figure: 'outcome.observed',
              scope: { measure: code, place, category: category.code, quarter },
            }))
          : []),
      ]),
    ),
  );
}

/** Publishes counts to the group, as a pack does, for tests of what is read afterwards. */
export async function publishCounts(
  world: World,
  codes: readonly string[],
  quarters: readonly Quarter[],
  audience: Audience = { kind: 'peg' },
): Promise<{ books: Books; release: OpenRelease }> {
  const doer = await world.doer('secretariat@demo.example');
  papers += 1;
  const asked = await everything(world, doer.officeId, codes, quarters);
  const opened = await openRelease(world.db, doer.officeId, {
    kind: 'publication',
    ref: `test ${papers}`,
    audience,
    moment: await latestMoment(world.db, doer.officeId),
    asked,
  });
  demandPublishable(opened.release);
  await perform(world.site, doer, 'test.publish', null, async (act) => {
    await registerRelease(act, opened.release);
    return { subject: { kind: 'test', ref: '' }, result: null };
  });
  return opened;
}
