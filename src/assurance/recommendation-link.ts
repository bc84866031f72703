import { listAllocations } from '../funds/allocation.store.ts';
import { demandSameInitiative, readAgreementChoices } from '../initiatives/agreements/agreement-choices.ts';
import { initiativeHref, readInitiativeChoices } from '../initiatives/initiative-choices.ts';
import { refused } from '../platform/refusal.ts';
import type { ReadChoices } from '../registers/field.ts';
import { findRecord, listRecords } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { ASSURANCE } from './inspection.ts';
import { RECOMMENDATIONS, readRecommendationChoices, recommendationHref } from './recommendation.ts';
import { decisionHref, readDecisionChoices } from './response.ts';

const readAllocationChoices: ReadChoices = async (db, officeId) =>
  (await listAllocations(db, officeId)).map(({ ref, purpose }) => ({
    value: ref,
    text: `${ref} ${purpose.slice(0, 60)}`,
  }));

const SAME = ['recommendation', 'initiative', 'agreement', 'allocation', 'decision'] as const;

/**
 * Which initiative answers which recommendation, and out of which money where that is known. Nothing is divided: an
 * initiative may answer several. Refused by name: `other-initiative` for the agreement of another, `already-linked`.
 */
export const LINKS: Register = {
  code: 'recommendation-link',
  table: 'recommendation_link',
  path: '/recommendation-links',
  prefix: 'RL',
  title: 'Initiatives that answer recommendations',
  one: 'link',
  lede: [
    'Which commissioned work answers which recommendation. An initiative may answer several: its money is named here, never divided.',
  ],
  empty: 'No initiative has been linked to a recommendation.',
  way: [ASSURANCE, { text: RECOMMENDATIONS.title, href: RECOMMENDATIONS.path }],
  acts: { read: 'assurance.read', add: 'assurance.enter', change: 'assurance.enter' },
  fields: [
    {
      name: 'recommendation',
      label: 'Recommendation',
      kind: 'choice',
      choices: readRecommendationChoices,
      href: recommendationHref,
      fixed: true,
      list: true,
      filter: true,
    },
    {
      name: 'initiative',
      label: 'Initiative',
      kind: 'choice',
      choices: readInitiativeChoices,
      href: initiativeHref,
      fixed: true,
      list: true,
      filter: true,
    },
    {
      name: 'agreement',
      label: 'Agreement',
      kind: 'choice',
      choices: readAgreementChoices,
      href: (ref) => `/agreements/${ref}`,
      optional: true,
      hint: 'Where one agreement of the initiative answers it',
    },
    {
      name: 'allocation',
      label: 'Allocation',
      kind: 'choice',
      choices: readAllocationChoices,
      href: (ref) => `/allocations/${ref}`,
      optional: true,
    },
    {
      name: 'decision',
      label: 'Decision',
      kind: 'choice',
      choices: readDecisionChoices,
      href: decisionHref,
      optional: true,
      hint: 'Where the money was decided because of the recommendation',
    },
    {
      name: 'how',
      label: 'How it answers the recommendation',
      heading: 'How',
      kind: 'longText',
      longest: 1000,
      list: true,
    },
    {
      name: 'standing',
      label: 'Whether the link stands',
      heading: 'Stands',
      kind: 'choice',
      radios: true,
      list: true,
      choices: [
        { value: 'stands', text: 'It stands' },
        { value: 'withdrawn', text: 'It was withdrawn' },
      ],
    },
  ],
  name: ({ recommendation, initiative }) => `${String(initiative)} answers ${String(recommendation)}`,
  checkKept: async (act, answers, before) => {
    const { officeId } = act.doer;
    await findRecord(act.trx, officeId, RECOMMENDATIONS, String(answers.recommendation));
    await demandSameInitiative(act, answers);
    const others = (await listRecords(act.trx, officeId, LINKS)).filter(({ ref }) => ref !== before?.ref);
    const twin = others.find((other) =>
      SAME.every((name) => (other.answers[name] ?? null) === (answers[name] ?? null)),
    );
    if (twin !== undefined && twin.answers.standing === 'stands' && answers.standing === 'stands') {
      throw refused('already-linked', `${twin.ref} says the same already. Change that one.`, 'initiative');
    }
  },
  order: (a, b) =>
    Number(a.answers.standing === 'withdrawn') - Number(b.answers.standing === 'withdrawn') ||
    a.ref.localeCompare(b.ref),
};
