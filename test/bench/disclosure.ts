import { type ProtectedRelease, protectRelease, type Request } from '../../src/disclosure/protect.ts';
import { type Fact, factKey, type Measure, readersOf } from '../../src/disclosure/release.ts';
import { ruleA } from '../../src/disclosure/rule.ts';
import { dice } from './generate.ts';
import { median, type Row, shown } from './measure.ts';

const DISTRICTS = ['Leeds', 'Bradford', 'Calderdale', 'Kirklees', 'Wakefield'];
const QUARTERS = ['2014-15-Q1', '2014-15-Q2', '2014-15-Q3', '2014-15-Q4'];
const YEARS = ['year 7', 'year 8', 'year 9'];
const TABLES = 40;
const WARM_UP = 4;

/**
 * What protecting and auditing a table costs beside the solver calls that it takes, both timed in the same run, and
 * what a pack costs in which one table of forty changed.
 */
export async function benchDisclosure(): Promise<{ rows: Row[]; faults: string[] }> {
  const rows: Row[] = [];
  const faults: string[] = [];
  for (const [what, categories, isForMembers, times] of [
    ['5 districts by 4 quarters, to date, for the public', [], false, 12],
    ['the same for members who know their own', [], true, 8],
    ['5 districts by 4 quarters by 3 years of pupils, for the public', YEARS, false, 4],
    ['the same for members who know their own', YEARS, true, 3],
  ] as const) {
    const runs: { all: number; solving: number }[] = [];
    let calls = 0;
    for (let table = -WARM_UP; table < times; table += 1) {
      const { answer, ...run } = await timed(requestOf(['M'], table + WARM_UP, categories, isForMembers));
      if (table >= 0) runs.push(run);
      calls = Math.max(calls, ...answer.groups.map((group) => group.calls.auditing));
      if (answer.status !== 'protected') faults.push(`${what}: ${answer.status}`);
    }
    const all = { median: median(runs.map((run) => run.all)), runs: times };
    const solving = { median: median(runs.map((run) => run.solving)), runs: times };
    rows.push({
      what: `Protecting and auditing ${what}, and its solver calls (${calls} to audit, at most)`,
      left: shown(all),
      right: shown(solving),
      ratio: median(runs.map((run) => run.all / run.solving)),
      goal: { atMost: 3 },
    });
  }
  rows.push(await benchPack(faults));
  return { rows, faults };
}

async function benchPack(faults: string[]): Promise<Row> {
  const codes = Array.from({ length: TABLES }, (_, table) => `M${table}`);
  const before = await timed(requestOf(codes, 1, [], false));
  const request = requestOf(codes, 1, [], false);
  const changed = {
    ...request.release,
    facts: [...request.release.facts.filter(({ measure }) => measure !== 'M7'), ...factsOf('M7', 99, [])],
  };
  const after = await timed({ ...request, release: changed, kept: before.answer.groups });
  const again = after.answer.groups.filter((group) => !before.answer.groups.includes(group));
  if (again.length !== 1)
    faults.push(`${again.length} of ${TABLES} tables were protected again, not the one that changed`);
  return {
    what: `A pack of ${TABLES} tables of which one changed, and all of them anew`,
    left: shown({ median: after.all, runs: 1 }),
    right: shown({ median: before.all, runs: 1 }),
    ratio: after.all / before.all,
    goal: { atMost: 0.5 },
  };
}

async function timed(request: Request): Promise<{ answer: ProtectedRelease; all: number; solving: number }> {
  let solving = 0;
  const started = performance.now();
  const answer = await protectRelease(request, (call) => {
    const begun = performance.now();
    try {
      return call();
    } finally {
      solving += performance.now() - begun;
    }
  });
  return { answer, all: performance.now() - started, solving };
}

function requestOf(
  codes: readonly string[],
  seed: number,
  categories: readonly string[],
  isForMembers: boolean,
): Request {
  const measures = codes.map(
    (code): Measure => ({
      code,
      counts: 'people',
      rule: ruleA(),
      places: { name: 'county', parts: DISTRICTS.map((name) => ({ name })) },
      categories: { name: 'all', parts: categories.map((name) => ({ name })) },
      adds: { places: 'adds', categories: 'adds', time: 'adds' },
    }),
  );
  const facts = codes.flatMap((code, table) => factsOf(code, seed * 1_000 + table, categories));
  const tables = codes.map((code) => ({
    name: `table ${code}`,
    facts: facts.filter(({ measure }) => measure === code).map(factKey),
    ratios: [],
  }));
  const all = readersOf({ kind: 'public' }, { districts: DISTRICTS, police: [] });
  return {
    release: { id: 'bench', audience: { kind: 'public' }, measures, facts, tables, ratios: [], subsets: [] },
    readers: isForMembers ? all : all.slice(0, 1),
    earlier: [],
    decisions: {},
    secret: 'of the bench',
    kept: [],
  };
}

/** Counts of which about a third are small and a fifth none. */
function factsOf(measure: string, seed: number, categories: readonly string[]): Fact[] {
  const roll = dice(seed + 1);
  const inner = new Map<string, number>();
  const parts = categories.length === 0 ? ['all'] : categories;
  for (const place of DISTRICTS) {
    for (const quarter of QUARTERS) {
      for (const category of parts) {
        const kind = roll(10);
        inner.set([place, quarter, category].join('|'), kind < 2 ? 0 : kind < 5 ? roll(8) : 6 + roll(60));
      }
    }
  }
  const facts: Fact[] = [];
  for (const place of ['county', ...DISTRICTS]) {
    for (const category of new Set(['all', ...categories])) {
      for (const [last, through] of QUARTERS.entries()) {
        for (const first of new Set([last, 0])) {
          let value = 0;
          for (const one of place === 'county' ? DISTRICTS : [place]) {
            for (const quarter of QUARTERS.slice(first, last + 1)) {
              for (const of of category === 'all' ? parts : [category])
                value += inner.get([one, quarter, of].join('|')) as number;
            }
          }
          facts.push({
            measure,
            place,
            category,
            time: { from: QUARTERS[first] as string, through },
            version: 1,
            value,
          });
        }
      }
    }
  }
  return facts;
}
