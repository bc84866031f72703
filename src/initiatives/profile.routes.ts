import { perform } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { readYear, yearLabel } from '../calendar/financial-year.ts';
import { openBooks } from '../ledger/figure.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { readQuery, type Typed } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { findInitiative } from './initiative.store.ts';
import { readPatternName, readProfile, sharesTyped } from './profile.form.ts';
import {
  methodShown,
  PROFILE_YEAR_FIGURES,
  type ProfileShown,
  patternFormPage,
  patternListPage,
  patternTable,
  profileFiguresAsked,
  profileHref,
  profilePage,
  profileTable,
} from './profile.pages.ts';
import { listProfiles, listProfileVersions, readBudget, setProfile } from './profile.store.ts';
import { monthsOf, profileShares } from './profile.ts';
import { listPatterns, savePattern } from './profile-pattern.ts';

/** How an initiative's budget of a year is spread, the patterns that it can be spread by, and setting both. */
export function profileRoutes(door: Door, readFigures: ReadFigures): void {
  door.table('/initiatives/:ref/profiles/:year', 'initiative.read', async (visit) => {
    readQuery(visit.req.query, []);
    const shown = await readShown(visit, readFigures);
    return { name: `${shown.initiative.ref}-profile-${yearLabel(shown.year)}`, table: profileTable(shown) };
  });

  door.get('/initiatives/:ref/profiles/:year', 'initiative.read', async (visit) => {
    readQuery(visit.req.query, []);
    const shown = await readShown(visit, readFigures);
    visit.show('initiatives/profile', profilePage(shown, standingOf(shown)));
  });

  door.post('/initiatives/:ref/profiles/:year', 'budget.profile', async (visit) => {
    const shown = await readShown(visit, readFigures);
    const { ref } = shown.initiative;
    const { year, patterns } = shown;
    const standing = standingOf(shown);
    const choices = { months: monthsOf(shown.periods, year), patterns, standing };
    await actOnForm(visit, readProfile(visit.req.body, choices), {
      view: 'initiatives/profile',
      field: 'method',
      again: (typed, errors) => profilePage(shown, typed, errors),
      act: async (wanted) => {
        const changed = await perform(visit.site, doer(visit.person), 'budget.profile', visit.once(), async (act) => ({
          subject: { kind: 'initiative', ref },
          result: await setProfile(act, { initiative: ref, year }, wanted),
        }));
        const said = changed ? 'The profile was saved.' : 'The budget is spread like that already.';
        visit.done(profileHref(ref, year), said);
      },
    });
  });

  door.get('/initiatives/:ref/profiles/:year/patterns/new', 'budget.profile', async (visit) => {
    const { initiative, year, how } = await patternSubject(visit);
    visit.show('platform/form', patternFormPage(initiative, year, how));
  });

  door.post('/initiatives/:ref/profiles/:year/patterns/new', 'budget.profile', async (visit) => {
    const { initiative, year, how, weights } = await patternSubject(visit);
    await actOnForm(visit, readPatternName(visit.req.body), {
      field: 'name',
      again: (typed, errors) => patternFormPage(initiative, year, how, typed, errors),
      act: async ({ name }) => {
        await perform(visit.site, doer(visit.person), 'profile-pattern.save', visit.once(), async (act) => {
          const code = await savePattern(act, { name, weights });
          return { subject: { kind: 'profile-pattern', ref: code }, result: code };
        });
        visit.done('/profile-patterns', 'The pattern was saved.');
      },
    });
  });

  const patterns = async ({ site, office, req }: Visit) => {
    readQuery(req.query, []);
    return patternTable(await listPatterns(site.db, office.id));
  };

  door.get('/profile-patterns', 'initiative.read', async (visit) => {
    visit.show('platform/record', patternListPage(await patterns(visit)));
  });

  door.table('/profile-patterns', 'initiative.read', async (visit) => {
    return { name: 'profile-patterns', table: await patterns(visit) };
  });
}

/** The initiative and the financial year that the address names; not found when the office has not made the year. */
async function subjectOf({ req, site, office }: Visit) {
  const initiative = await findInitiative(site.db, office.id, String(req.params.ref));
  const text = String(req.params.year);
  const year = readYear(text);
  const periods = (await readPeriods(site.db, office.id)).filter((period) => period.year === year);
  if (year === null || periods.length === 0) throw notFound(`financial year ${text.slice(0, 20)} in this record`);
  return { initiative, year, periods };
}

async function readShown(visit: Visit, readFigures: ReadFigures): Promise<ProfileShown> {
  const { initiative, year, periods } = await subjectOf(visit);
  const { db } = visit.site;
  const books = openBooks(db, visit.office.id, await latestMoment(db, visit.office.id));
  const main = PROFILE_YEAR_FIGURES.map((figure) => ({ figure, scope: { initiative: initiative.ref, year } }));
  return {
    initiative,
    year,
    periods,
    budget: await readBudget(db, visit.office.id, initiative.ref, year),
    figures: await readFigures(books, profileFiguresAsked(initiative.ref, year, periods)),
    main: await readFigures(books, main),
    versions: await listProfileVersions(db, visit.office.id, { initiative: initiative.ref, year }),
    patterns: await listPatterns(db, visit.office.id),
    showsNames: visit.may('spend.read'),
    maySet: visit.may('budget.profile'),
  };
}

/** What the form says before anybody types: how it is spread now, and what that gives each month. */
function standingOf({ versions, periods, year, budget }: ProfileShown): Typed {
  const profile = versions.at(-1)?.profile;
  const months = monthsOf(periods, year);
  return {
    method: profile?.method ?? 'even',
    pattern: profile?.pattern ?? '',
    ...sharesTyped(months, profileShares(budget, months, profile)),
  };
}

async function patternSubject(visit: Visit) {
  const { initiative, year, periods } = await subjectOf(visit);
  const { db } = visit.site;
  const profile = (await listProfiles(db, visit.office.id, { initiative: initiative.ref, year })).at(-1);
  const weights = profile?.weights ?? monthsOf(periods, year).map(({ number }) => ({ period: number, weight: 1 }));
  return { initiative, year, weights, how: methodShown(profile, await listPatterns(db, visit.office.id)) };
}
