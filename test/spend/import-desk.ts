import { perform, type Site } from '../../src/audit/act.ts';
import { doer, type Person } from '../../src/people/person.ts';
import { sha256 } from '../../src/platform/digest.ts';
import { confirmPlan } from '../../src/spend/import/confirm.ts';
import { overviewDigest, readOverview } from '../../src/spend/import/overview.ts';
import { addPlan, readPlan } from '../../src/spend/import/plan.store.ts';
import type { Plan } from '../../src/spend/import/plan.ts';
import { listProfiles } from '../../src/spend/import/profiles/profile.store.ts';
import { stageFile } from '../../src/spend/import/stage/stage-file.ts';
import { type Asked, FLAGS, type Flag } from '../../src/spend/import/stage/staged-line.ts';
import { hiddenFields, type Visitor } from '../world.ts';
import { hiddenOf } from './page.ts';

/** A file as somebody answers the form with it: where the lines go that no rule decides. */
export const JULY_FORM = { profile: 'own-template', initiative: 'I-01', place: 'E23000010', period: '2015-16-P04' };

/** A file of our own template. */
export function ownFile(...rows: string[]): string {
  return ['Date,Supplier,Reference,Amount,Category,Transaction', ...rows, ''].join('\r\n');
}

/** Sends a file with the form, and answers what comes: the plan's page once it was made, or the form again. */
export async function upload(
  visitor: Visitor,
  content: string | Buffer,
  fields: Record<string, string> = {},
  name = 'july.csv',
) {
  const { _csrf = '' } = hiddenFields((await visitor.get('/imports/new')).text);
  let request = visitor.agent.post('/imports/plan');
  for (const [field, value] of Object.entries({ _csrf, ...JULY_FORM, ...fields }))
    request = request.field(field, value);
  const sent = await request.attach('file', Buffer.from(content), name);
  if (sent.status !== 303) return { status: sent.status, text: sent.text, href: '' };
  const href = sent.headers.location as string;
  for (;;) {
    const page = await visitor.get(href);
    if (!page.text.includes('data-look-again')) return { status: page.status, text: page.text, href };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Confirms what a plan's page shows, having looked at everything unlikely unless told otherwise. */
export function confirm(visitor: Visitor, plan: { text: string; href: string }, fields: Record<string, string> = {}) {
  const boxes = [
    ...plan.text.matchAll(/type="checkbox" value="yes"|name="((?:flag-[a-z-]+|changed))" type="checkbox"/g),
  ];
  const ticked = Object.fromEntries(boxes.flatMap(([, name]) => (name === undefined ? [] : [[name, 'yes']])));
  return visitor.agent
    .post(`${plan.href}/confirmation`)
    .type('form')
    .send({ ...hiddenOf(plan.text), ...ticked, ...fields });
}

/** Uploads and confirms a file, and answers the batch's address. */
export async function importFile(
  visitor: Visitor,
  content: string,
  fields: Record<string, string> = {},
): Promise<string> {
  const plan = await upload(visitor, content, fields);
  const stored = await confirm(visitor, plan);
  if (stored.status !== 303) throw new Error(`The file was not imported: ${stored.text.slice(0, 3000)}`);
  return stored.headers.location as string;
}

/** Reads a text into somebody's plan, without pages. */
export async function planOf(
  site: Site,
  person: Person,
  text: string,
  asked: Partial<Asked> = {},
  profile = 'own-template',
): Promise<Plan> {
  const bytes = Buffer.from(text);
  const { id } = await addPlan(site.db, person, {
    profile,
    fileName: 'july.csv',
    sha256: sha256(bytes),
    bytes,
    size: bytes.length,
    asked: { initiative: 'I-01', place: 'E23000010', period: { year: 2015, number: 4 }, ...asked },
    now: site.clock.now(),
  });
  await stageFile(site.db, id, { bytes }, await listProfiles(site.db, person.officeId));
  return readPlan(site.db, id);
}

/** Confirms a plan as it stands, having looked at everything unlikely; answers the batch. */
export function confirmPlanned(
  site: Site,
  person: Person,
  plan: Plan,
  overspendReason: string | null = null,
): Promise<string> {
  return perform(site, doer(person), 'import.store', null, async (act) => {
    const now = await readPlan(act.trx, plan.id);
    const { ref } = await confirmPlan(act, now, {
      shown: overviewDigest(await readOverview(act.trx, now)),
      lookedAt: Object.keys(FLAGS) as Flag[],
      leavesChanged: true,
      overspendReason,
    });
    return { subject: { kind: 'batch', ref }, result: ref };
  });
}
