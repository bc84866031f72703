import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Doer } from '../../src/audit/act.ts';
import { addAlias } from '../../src/partners/alias.store.ts';
import { addIdentifier, takeIdentifierBack } from '../../src/partners/identifier.store.ts';
import { mergeOrganisations, unmergeOrganisation } from '../../src/partners/merge.store.ts';
import {
  addOrganisation,
  listOrganisations,
  readGroupIds,
  readOrganisationNames,
  readOrganisations,
} from '../../src/partners/organisation.store.ts';
import { findOrganisationByName } from '../../src/partners/organisation-match.ts';
import { DATABASES, openWorld, refusalOf, type World } from '../world.ts';
import { done, fillPartners, ruleOf } from './partners-office.ts';

describe.each(DATABASES)('merging organisations, on %s', (kind) => {
  let world: World;
  let sam: Doer;
  beforeAll(async () => {
    world = await openWorld(kind, fillPartners);
    sam = await world.doer('commissioning@demo.example');
  }, 60_000);
  afterAll(() => world.close());

  const add = (name: string) => done(world.site, sam, (act) => addOrganisation(act, { name, kind: 'company' }));
  const number = (id: number, code: string) =>
    done(world.site, sam, async (act) => {
      await addIdentifier(act, id, { scheme: 'GB-COH', code });
      return null;
    });
  const merge = (from: number, into: number) =>
    ruleOf(
      done(world.site, sam, async (act) => {
        await mergeOrganisations(act, { from, into, reason: 'They are one' });
        return null;
      }),
    );
  const unmerge = (from: number) =>
    ruleOf(
      done(world.site, sam, async (act) => {
        await unmergeOrganisation(act, { from, reason: 'They are two after all' });
        return null;
      }),
    );
  const named = async (text: string) => (await findOrganisationByName(world.db, 1, text))?.id ?? null;

  test('keeps the old one, leads its names to the survivor, and shows providers with both names', async () => {
    const [a, b, c] = [await add('Alder Works'), await add('Birch Works Ltd'), await add('Cedar House')];
    await done(world.site, sam, async (act) => (await addAlias(act, a, 'ALDERWORKS')) ?? null);
    expect(await merge(a, b)).toBe('done');
    expect(await merge(b, c)).toBe('done');
    for (const name of ['Alder works', 'ALDERWORKS', 'birch works limited', 'Cedar House']) {
      expect([name, await named(name)]).toEqual([name, c]);
    }
    const names = await readOrganisationNames(world.db, 1);
    expect(names.get(a)).toBe('Cedar House (recorded as Alder Works)');
    expect(names.get(c)).toBe('Cedar House');
    expect((await listOrganisations(world.db, 1)).map(({ id }) => id)).not.toContain(a);
    expect(await readGroupIds(world.db, 1, b)).toEqual([c, a, b]);
  });

  test('is refused into itself, of one that is merged, and into one that is', async () => {
    const [a, b, c] = [await add('Ash Rooms'), await add('Beech Rooms'), await add('Chestnut Rooms')];
    expect(await merge(a, a)).toBe('merged-itself');
    expect(await merge(a, b)).toBe('done');
    expect(await merge(a, c)).toBe('merged-already');
    expect(await merge(c, a)).toBe('merged-target');
    expect(await merge(b, a)).toBe('merged-target');
    expect(await merge(a, 999_999)).toBe('not-found');
    const sentence = await refusalOf(
      done(world.site, sam, async (act) => (await mergeOrganisations(act, { from: c, into: a, reason: 'x' })) ?? null),
    );
    expect(sentence).toBe('Ash Rooms was merged into Beech Rooms. Merge into that one.');
    expect(await refusalOf(world.db('organisation_merge').update({ merged: 0 }))).toMatch(/append-only/);
  });

  test('is refused of two bodies with two numbers of one register, until the wrong one is taken back', async () => {
    const [a, b] = [await add('Dogwood'), await add('Elder')];
    await number(a, '11111111');
    await number(b, '22222222');
    expect(await merge(a, b)).toBe('identifiers-differ');
    const [wrong] = (await readOrganisations(world.db, 1)).find(a).identifiers;
    await done(world.site, sam, async (act) => {
      await takeIdentifierBack(act, { organisationId: a, identifierId: wrong?.id as number, why: 'Misread' });
      return null;
    });
    expect(await merge(a, b)).toBe('done');
  });

  test('is undone by a later row, and may then be made the other way round', async () => {
    const [a, b] = [await add('Fir Lodge'), await add('Gorse Lodge')];
    expect(await unmerge(a)).toBe('not-merged');
    await number(a, '33333333');
    expect(await merge(a, b)).toBe('done');
    expect(await named('Fir Lodge')).toBe(b);
    expect(await unmerge(a)).toBe('done');
    expect(await named('Fir Lodge')).toBe(a);
    expect(await merge(b, a)).toBe('done');
    expect(await unmerge(b)).toBe('done');
    const { merges } = await readOrganisations(world.db, 1);
    expect(merges.filter(({ fromId }) => fromId === a || fromId === b).map(({ merged }) => merged)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test('in any order ends in one survivor, with no cycle and every name found', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 5 }).chain((size) =>
          fc.record({
            size: fc.constant(size),
            tries: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 12 }),
          }),
        ),
        async ({ size, tries }) => {
          round += 1;
          const ids: number[] = [];
          for (let at = 0; at < size; at += 1) ids.push(await add(`Round ${round} organisation ${'abcde'[at]}${at}x`));
          for (const [from, into] of tries) await merge(ids[from] as number, ids[into] as number);
          // What is left apart is merged, each into the last.
          const apart = (await listOrganisations(world.db, 1)).filter(({ id }) => ids.includes(id));
          const last = apart.at(-1)?.id as number;
          for (const { id } of apart.slice(0, -1)) expect(await merge(id, last)).toBe('done');
          const organisations = await readOrganisations(world.db, 1);
          expect(new Set(ids.map((id) => organisations.survivorOf(id).id))).toEqual(new Set([last]));
          expect(
            organisations
              .groupOf(last)
              .map(({ id }) => id)
              .sort(),
          ).toEqual(ids.toSorted());
          for (const id of ids) expect(await named(organisations.find(id).name)).toBe(last);
        },
      ),
      { numRuns: kind === 'sqlite' ? 12 : 6 },
    );
  }, 60_000);
});
