import { closeRecommendation } from '../src/assurance/close-recommendation.ts';
import { ENGAGEMENTS } from '../src/assurance/engagement.ts';
import { INSPECTIONS } from '../src/assurance/inspection.ts';
import { QUESTIONS } from '../src/assurance/question.ts';
import { RECOMMENDATIONS } from '../src/assurance/recommendation.ts';
import { ACTIONS } from '../src/assurance/recommendation-action.ts';
import { LINKS } from '../src/assurance/recommendation-link.ts';
import { RESPONSES } from '../src/assurance/response.ts';
import { VOICE_CHANGES } from '../src/assurance/voice-change.ts';
import type { Person } from '../src/people/person.ts';
import { theRecords } from './records.ts';
import { type By, type Event, eachRow } from './timeline.ts';

/** What inspectors found and asked for, what was done about it, and what young people said. */
export function theAssurance(by: By, person: (name: string) => Person): Event[] {
  return [
    ...theRecords(by, 'inspections', INSPECTIONS),
    ...theRecords(by, 'responses', RESPONSES),
    ...theRecords(by, 'recommendations', RECOMMENDATIONS),
    ...theRecords(by, 'recommendation-actions', ACTIONS),
    ...theRecords(by, 'recommendation-links', LINKS),
    ...theRecords(by, 'questions', QUESTIONS),
    ...theRecords(by, 'engagements', ENGAGEMENTS),
    ...theRecords(by, 'voice-changes', VOICE_CHANGES),
    ...eachRow('recommendation-closings', ({ by: name = '', recommendation = '', recorded = '', reason = '' }) =>
      by(name, 'recommendation.close', 'recommendation', async (act) => {
        await closeRecommendation(act, person(name), recorded.slice(0, 10), { recommendation, reason });
        return recommendation;
      }),
    ),
  ];
}
