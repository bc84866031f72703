import type { ProtectedRelease } from '../../../src/disclosure/protect.ts';
import { factKey, type Release, ratioKey } from '../../../src/disclosure/release.ts';

const HEADER = 'release,audience,kind,rule,measure,place,category,from,through,version,of,per,value,note';

/** What readers get of a release: one line a number, as text. */
export function csvOf(release: Release, answer: Pick<ProtectedRelease, 'facts' | 'ratios' | 'withheld'>): string {
  const lines = [HEADER];
  const rules = new Map(release.measures.map(({ code, rule }) => [code, ruleName(rule)]));
  for (const fact of release.facts) {
    const key = factKey(fact);
    const shown = answer.facts[key];
    if (shown === undefined) continue;
    const { measure, place, category, time, version } = fact;
    lines.push(
      [
        release.id,
        release.audience.kind,
        'count',
        rules.get(measure),
        measure,
        place,
        category,
        time.from ?? '',
        time.through,
        version,
        '',
        '',
        shown.value ?? `[${shown.marker}]`,
        answer.withheld.includes(key) ? 'withheld' : '',
      ].join(),
    );
  }
  for (const ratio of release.ratios) {
    const shown = answer.ratios[ratioKey(ratio)];
    if (shown === undefined) continue;
    const value = shown.value ?? `[${shown.marker}]`;
    lines.push(
      [
        release.id,
        release.audience.kind,
        ratio.kind,
        '',
        '',
        '',
        '',
        '',
        '',
        '',
        ratio.of,
        ratio.per,
        value,
        '',
      ].join(),
    );
  }
  return `${lines.join('\n')}\n`;
}

function ruleName({ name, zeros }: Release['measures'][number]['rule']): string {
  return zeros === 'never-hidden' ? `${name} zeros shown` : name;
}
