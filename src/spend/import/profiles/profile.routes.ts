import { perform } from '../../../audit/act.ts';
import type { Door, Visit } from '../../../people/door.ts';
import { refusalErrors } from '../../../people/form-visit.ts';
import { readNames } from '../../../people/person.store.ts';
import { doer } from '../../../people/person.ts';
import { type Choice, type FieldError, readQuery, type Typed } from '../../../platform/form.ts';
import { notFound, refused } from '../../../platform/refusal.ts';
import { readSampleAside } from '../read/aside.ts';
import { readProfile, writeProfile } from '../read/profile-file.ts';
import { readDraft } from './draft.form.ts';
import { draftPage, samplePage } from './draft.pages.ts';
import { type Draft, guessDraft, profileOf } from './draft.ts';
import { HELD_MINUTES, type HeldSample, HeldSamples, type Owner } from './held-sample.ts';
import { knownHeaders, MOST_COLUMNS } from './meaning.ts';
import { profileListPage, profilePage } from './profile.pages.ts';
import { listProfiles, readVersions, saveProfile } from './profile.store.ts';

/** Kinds of file: those there are, and a new one made from a sample, column by column, with a preview before it is saved. */
export function profileRoutes(door: Door): void {
  let samples: HeldSamples | null = null;
  const samplesOf = (visit: Visit): HeldSamples => {
    samples ??= new HeldSamples(visit.site.clock);
    return samples;
  };

  door.get('/import-profiles', 'spend.read', async (visit) => {
    readQuery(visit.req.query, []);
    const profiles = await listProfiles(visit.site.db, visit.office.id);
    visit.show('platform/record', profileListPage(profiles, visit.may('import-profile.save')));
  });

  door.get('/import-profiles/new', 'import-profile.save', async (visit) => {
    readQuery(visit.req.query, []);
    visit.show('platform/form', samplePage());
  });

  door.upload('/import-profiles/sample', 'import-profile.save', async (visit) => {
    const { file } = visit.req;
    const bytes = file?.buffer ?? new Uint8Array();
    const sample =
      bytes.length === 0
        ? { refused: 'Select a CSV file or an Excel workbook that is not empty' }
        : await readSampleAside({ bytes }, [...knownHeaders().keys()]);
    const wrong = 'refused' in sample ? sample.refused : tooWide(sample);
    if ('refused' in sample || wrong !== null) {
      visit.show('platform/form', samplePage([{ field: 'file', message: wrong ?? '' }]), 400);
      return;
    }
    const token = samplesOf(visit).hold(ownerOf(visit), sample);
    await showDraft(visit, { sample, token, typed: guessDraft(sample), draft: null });
  });

  door.post('/import-profiles/preview', 'import-profile.save', async (visit) => {
    const held = find(visit);
    if (held === null) return;
    const { token, sample } = held;
    const answer = readDraft(visit.req.body, sample, await ownChoices(visit));
    const typed = typedOf(visit);
    if (answer.ok) await showDraft(visit, { sample, token, typed, draft: answer.value });
    else await showDraft(visit, { sample, token, typed, draft: null, errors: answer.errors });
  });

  door.post('/import-profiles', 'import-profile.save', async (visit) => {
    const held = find(visit);
    if (held === null) return;
    const { token, sample } = held;
    const answer = readDraft(visit.req.body, sample, await ownChoices(visit));
    const typed = typedOf(visit);
    if (!answer.ok) return showDraft(visit, { sample, token, typed, draft: null, errors: answer.errors });
    const draft = answer.value;
    const profile = profileOf(draft);
    try {
      const version = await perform(
        visit.site,
        doer(visit.person),
        'import-profile.save',
        visit.once(),
        async (act) => {
          const by = { enteredBy: visit.person.id, supersedes: draft.supersedes };
          // Read back as it will be: what is stored can be read by.
          const stored = await saveProfile(act, readProfile(writeProfile(profile), profile.name), by);
          const subject = { kind: 'import-profile', ref: profile.name };
          return { subject, detail: { version: stored }, result: stored };
        },
      );
      samplesOf(visit).release(token);
      visit.done(`/import-profiles/${profile.name}`, `${profile.label} is saved as version ${version}.`);
    } catch (error) {
      await showDraft(visit, { sample, token, typed, draft, errors: refusalErrors(error), status: 422 });
    }
  });

  door.get('/import-profiles/:name', 'spend.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const name = String(visit.req.params.name);
    const profile = (await listProfiles(db, visit.office.id)).find((one) => one.name === name);
    if (profile === undefined) throw notFound(`kind of file ${name.slice(0, 60)}`);
    const versions = await readVersions(db, visit.office.id, name);
    visit.show('platform/record', profilePage(profile, versions, await readNames(db, visit.office.id)));
  });

  /** The sample of the form that was sent; where it is no longer held, the page that asks for it again is shown. */
  function find(visit: Visit): { token: string; sample: HeldSample } | null {
    const { token } = visit.req.body as Typed;
    const sample = typeof token === 'string' ? samplesOf(visit).find(ownerOf(visit), token) : null;
    if (sample !== null && typeof token === 'string') return { token, sample };
    visit.show('platform/form', samplePage(refusalErrors(sampleGone())), 422);
    return null;
  }
}

async function showDraft(
  visit: Visit,
  of: { sample: HeldSample; token: string; typed: Typed; draft: Draft | null; errors?: FieldError[]; status?: number },
): Promise<void> {
  const { errors = [], status = errors.length > 0 ? 400 : 200, ...shown } = of;
  visit.show('spend/import/profile', draftPage({ ...shown, errors, own: await ownChoices(visit) }), status);
}

async function ownChoices(visit: Visit): Promise<Choice[]> {
  const profiles = await listProfiles(visit.site.db, visit.office.id);
  return profiles
    .filter(({ version }) => version !== null)
    .map(({ name, label, version }) => ({ value: name, text: `${label}, version ${version}` }));
}

function typedOf(visit: Visit): Typed {
  const { _csrf, _once, token, ...typed } = visit.req.body as Typed;
  return typed;
}

function ownerOf({ person, req }: Visit): Owner {
  return { personId: person.id, session: req.sessionID };
}

function tooWide({ rows }: HeldSample): string | null {
  const found = rows[0]?.cells.length ?? 0;
  if (found <= MOST_COLUMNS) return null;
  return `Expected ${MOST_COLUMNS} columns or fewer in a sample; found ${found}. Remove those that are not needed.`;
}

function sampleGone() {
  return refused(
    'sample-gone',
    `The sample is no longer held: that is for ${HELD_MINUTES} minutes at most, and nothing was stored. Upload it again.`,
    'file',
  );
}
