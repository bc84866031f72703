import { perform } from '../audit/act.ts';
import { readRecordedAt } from '../audit/event.store.ts';
import { formatInstant } from '../calendar/day.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import type { ReadPart } from '../people/page-part.ts';
import { readNames } from '../people/person.store.ts';
import { doer, whoShown } from '../people/person.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import { type FieldError, FormReader, type Typed } from '../platform/form.ts';
import { columns, head, words } from '../platform/table.ts';
import type { Kept } from '../registers/register.ts';
import { closeRecommendation, findOne, reopenRecommendation, whyNotClosable } from './close-recommendation.ts';
import { ASSURANCE } from './inspection.ts';
import { RECOMMENDATIONS, recommendationHref } from './recommendation.ts';
import { listClosings } from './recommendation-closing.store.ts';
import { progressOf } from './recommendation-state.ts';

const CLOSING = {
  address: 'closing',
  title: 'Close recommendation',
  button: 'Close it',
  label: 'What shows that it is done',
  hint: 'What you looked at. Write nothing about a person.',
};
const REOPENING = {
  address: 'reopening',
  title: 'Reopen recommendation',
  button: 'Reopen it',
  label: 'Why it is reopened',
  hint: 'What has come to light. Write nothing about a person.',
};

/** The forms that close a recommendation and open it again. */
export function closingRoutes(door: Door): void {
  for (const form of [CLOSING, REOPENING]) {
    const path = `${RECOMMENDATIONS.path}/:ref/${form.address}`;
    door.get(path, 'assurance.close', async (visit) => {
      const record = await readOne(visit);
      visit.show('platform/form', closingPage(form, record, await readLede(visit, form, record)));
    });

    door.post(path, 'assurance.close', async (visit) => {
      const record = await readOne(visit);
      const reader = new FormReader(visit.req.body, ['reason']);
      const reason = reader.text('reason', form.label, { longest: 4000 });
      await actOnForm(
        visit,
        reader.answer(() => reason),
        {
          again: async (typed, errors) => closingPage(form, record, await readLede(visit, form, record), typed, errors),
          act: async (given) => {
            await decide(visit, form, record.ref, given);
            visit.done(
              recommendationHref(record.ref),
              `${record.ref} was ${form === CLOSING ? 'closed' : 'reopened'}.`,
            );
          },
        },
      );
    });
  }
}

function decide(visit: Visit, form: typeof CLOSING, recommendation: string, reason: string): Promise<null> {
  const today = officeDay(visit.office, visit.site.clock);
  const name = form === CLOSING ? 'recommendation.close' : 'recommendation.reopen';
  return perform(visit.site, doer(visit.person), name, visit.once(), async (act) => {
    const wanted = { recommendation, reason };
    if (form === CLOSING) await closeRecommendation(act, visit.person, today, wanted);
    else await reopenRecommendation(act, visit.person, wanted);
    return { subject: { kind: 'recommendation', ref: recommendation }, result: null };
  });
}

function readOne({ site, office, req }: Visit): Promise<Kept> {
  return findOne(site.db, office.id, String(req.params.ref));
}

async function readLede({ site, office, person }: Visit, form: typeof CLOSING, record: Kept): Promise<string[]> {
  if (form !== CLOSING) return ['Once it is reopened, it and its actions can be changed, and it is closed anew.'];
  const today = officeDay(office, site.clock);
  const why = await whyNotClosable(site.db, office.id, record, { person, today });
  return [why?.sentence ?? 'Every action is done and evidenced. Look at the evidence before you close it.'];
}

function closingPage(
  { address, title, button, label, hint }: typeof CLOSING,
  { ref, answers }: Kept,
  lede: string[],
  typed: Typed = {},
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: `${title} ${ref}`,
      caption: RECOMMENDATIONS.name(answers, new Map()),
      action: `${recommendationHref(ref)}/${address}`,
      button,
      lede,
      breadcrumbs: [
        ASSURANCE,
        { text: RECOMMENDATIONS.title, href: RECOMMENDATIONS.path },
        { text: ref, href: recommendationHref(ref) },
      ],
    },
    [fields.longText('reason', label, { hint })],
    errors,
  );
}

/** On the page of a recommendation: who closed and reopened it, and the way to do so. */
export const readClosingPart: ReadPart = async (visit, ref) => {
  const { site, office } = visit;
  const record = await findOne(site.db, office.id, ref);
  const closings = await listClosings(site.db, office.id, ref);
  const names = await readNames(site.db, office.id);
  const instants = await readRecordedAt(
    site.db,
    office.id,
    closings.map(({ seq }) => seq),
  );
  const progress = progressOf(record, officeDay(office, site.clock));
  const mayClose = visit.may('assurance.close');
  return {
    actions: [
      ...(mayClose && progress === 'evidenced'
        ? [{ text: 'Close it', href: `${recommendationHref(ref)}/${CLOSING.address}` }]
        : []),
      ...(mayClose && progress === 'closed'
        ? [{ text: 'Reopen it', href: `${recommendationHref(ref)}/${REOPENING.address}` }]
        : []),
    ],
    sections:
      closings.length === 0
        ? []
        : [
            {
              table: {
                caption: 'Closed and reopened',
                columns: columns('When', 'What', 'By', 'Why'),
                rows: closings
                  .map(({ kind, reason, enteredBy, seq }) => [
                    head(formatInstant(instants.get(seq) as string)),
                    words(kind === 'closed' ? 'Closed' : 'Reopened'),
                    words(whoShown(names, enteredBy)),
                    words(reason),
                  ])
                  .toReversed(),
                notes: [],
                empty: '',
              },
            },
          ],
  };
};
