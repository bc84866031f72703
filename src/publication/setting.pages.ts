import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import { type FieldError, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import { PUBLICATIONS } from './publications.ts';
import { LICENCE_CHOICES, licenceOf, type Settings } from './setting.ts';

/** The settings as the form holds them. */
export function typedSettings({ prefix, funderId, licence, website }: Settings): Typed {
  return { prefix: prefix ?? '', funderId: funderId ?? '', licence: licence?.code ?? '', website: website ?? '' };
}

export function settingsPage(version: number, typed: Typed, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const page = formPage(
    {
      title: 'Prefix, licence and address',
      caption: 'Publication',
      action: '/publications/settings',
      button: 'Save',
      breadcrumbs: [PUBLICATIONS],
      lede: ['Nothing is published as 360Giving data before the prefix, the identifier and the licence are set.'],
    },
    [
      fields.text('prefix', 'Publisher prefix of 360Giving', {
        optional: true,
        width: 20,
        hint: '360Giving gives it when the office registers, such as 360G-example. Grants keep it in their identifiers for good',
      }),
      fields.text('funderId', 'The office’s own identifier', {
        optional: true,
        width: 20,
        hint: 'As org-id.guide has it, or one made with the prefix, such as 360G-example-office',
      }),
      fields.select('licence', 'Open licence', LICENCE_CHOICES, { optional: true }),
      fields.text('website', 'Where the public reaches this record', {
        optional: true,
        hint: 'Its address without a page, such as https://fund.office.example',
      }),
    ],
    errors,
  );
  return { ...page, hidden: { version: String(version) } };
}

/** What was set. */
export function readSettingsForm(body: unknown): FormAnswer<Settings> {
  const form = new FormReader(body, ['version', 'prefix', 'funderId', 'licence', 'website']);
  const version = Number(form.text('version', 'Version'));
  const prefix = form.text('prefix', 'Publisher prefix', { optional: true, longest: 60 });
  const funderId = form.text('funderId', 'Identifier', { optional: true, longest: 80 });
  const licence = form.choice('licence', 'Open licence', LICENCE_CHOICES, { optional: true });
  const website = form.link('website', 'Address', { optional: true });
  return form.answer(() => ({
    version,
    prefix: prefix || null,
    funderId: funderId || null,
    licence: licenceOf(licence || null),
    website: website.replace(/\/+$/, '') || null,
  }));
}
