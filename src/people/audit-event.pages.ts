import type { AuditEvent } from '../audit/event.store.ts';
import { Fields } from '../platform/form.pages.ts';
import type { Choice } from '../platform/form.ts';
import { columns, head, instantCell, type Table, words } from '../platform/table.ts';
import type { Page } from './door.ts';
import { isRole, roleShown } from './role.ts';

/** Where the things that events name have a page; a reference of another kind is shown without a link. */
const ADDRESSES: Record<string, string> = {
  agreement: '/agreements/',
  allocation: '/allocations/',
  attachment: '/attachments/',
  batch: '/imports/',
  'carry-forward': '/carry-forwards/',
  claim: '/claims/',
  decision: '/decisions/',
  initiative: '/initiatives/',
  measure: '/measures/',
  meeting: '/meetings/',
  payable: '/payables/',
  source: '/funding-sources/',
  spend: '/spend/',
  virement: '/virements/',
};

/** How the events are narrowed, as it stands in the address. */
export interface AuditFilterTyped {
  action?: string;
  person?: string;
  subject?: string;
}

/** The events of a page with what is needed to show them. */
export interface AuditShown {
  events: readonly AuditEvent[];
  names: ReadonlyMap<number, string>;
  actions: readonly string[];
  typed: AuditFilterTyped;
  /** The last event's number, when there are older ones. */
  older: number | null;
  isFirst: boolean;
}

/** Audit events, narrowed as asked, the newest first. */
export function auditPage({ events, names, actions, typed, older, isFirst }: AuditShown, commissioner: string): Page {
  const fields = new Fields({ ...typed }, []);
  const people: Choice[] = [...names].map(([id, name]) => ({ value: String(id), text: name }));
  return {
    title: 'Audit events',
    wide: true,
    lede: [
      'Every act of this record, newest first. Events are chained, so that none can be changed or removed unseen.',
    ],
    filter: {
      action: '/audit',
      fields: [
        fields.select(
          'action',
          'Action',
          actions.map((action) => ({ value: action, text: action })),
          { any: 'Any' },
        ),
        fields.select('person', 'Person', people, { any: 'Anybody' }),
        fields.text('subject', 'Reference', { width: 20, hint: 'For example, SP-2014-15-000001' }),
      ],
      button: 'Show these events',
    },
    sections: [
      {
        table: {
          caption: 'Audit events',
          columns: columns('Number', 'When', 'Who', 'Role', 'Action', 'Subject'),
          rows: events.map((event) => [
            head(String(event.seq)),
            instantCell(event.recordedAt),
            words(event.personId === null ? 'The program' : (names.get(event.personId) ?? `Person ${event.personId}`)),
            words(rolesShown(event.role, commissioner)),
            words(event.action),
            subjectCell(event, names),
          ]),
          notes: [],
          empty: 'No event matches. Choose fewer conditions.',
        } satisfies Table,
      },
    ],
    links: [
      ...(isFirst ? [] : [{ text: 'Newest events', href: address(typed, null) }]),
      ...(older === null ? [] : [{ text: 'Older events', href: address(typed, older) }]),
    ],
  };
}

function subjectCell({ subjectKind, subjectRef }: AuditEvent, names: ReadonlyMap<number, string>) {
  if (subjectKind === 'person') return words(`person ${names.get(Number(subjectRef)) ?? subjectRef}`);
  const stem = ADDRESSES[subjectKind];
  const text = `${subjectKind} ${subjectRef}`.trim();
  return stem === undefined || subjectRef === ''
    ? words(text)
    : words(text, `${stem}${encodeURIComponent(subjectRef)}`);
}

function rolesShown(role: string, commissioner: string): string {
  return role
    .split('+')
    .map((one) => (isRole(one) ? roleShown(one, commissioner) : one))
    .join(', ');
}

function address(typed: AuditFilterTyped, before: number | null): string {
  const query = new URLSearchParams();
  for (const [name, text] of Object.entries(typed)) if (text !== undefined) query.set(name, text);
  if (before !== null) query.set('before', String(before));
  const text = query.toString();
  return text === '' ? '/audit' : `/audit?${text}`;
}
