import { perform } from '../audit/act.ts';
import type { Door } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { doer } from '../people/person.ts';
import { readQuery } from '../platform/form.ts';
import { readSettingsForm, settingsPage, typedSettings } from './setting.pages.ts';
import { readSettings, setSettings } from './setting.store.ts';

/** What the office says once of all that it publishes: its prefix, its licence, where the public finds it. */
export function settingRoutes(door: Door): void {
  door.get('/publications/settings', 'publication.set', async (visit) => {
    readQuery(visit.req.query, []);
    const standing = await readSettings(visit.site.db, visit.office.id);
    visit.show('platform/form', settingsPage(standing.version, typedSettings(standing)));
  });

  door.post('/publications/settings', 'publication.set', async (visit) => {
    const standing = await readSettings(visit.site.db, visit.office.id);
    await actOnForm(visit, readSettingsForm(visit.req.body), {
      again: (typed, errors) => settingsPage(Number(typed.version ?? standing.version), typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'publication.set', visit.once(), async (act) => {
          await setSettings(act, wanted);
          const { prefix, funderId, licence, website } = wanted;
          return {
            subject: { kind: 'publication-settings', ref: String(wanted.version + 1) },
            detail: { prefix, funderId, licence: licence?.code ?? null, website },
            result: null,
          };
        });
        visit.done('/publications', 'What is said of everything that is published was set.');
      },
    });
  });
}
