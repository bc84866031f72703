import { type Choice, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { NewAttendance } from './attendance.store.ts';
import { ATTENDED, type AttendanceList, type Attended } from './attendance.ts';
import type { Member } from './member.ts';

/** What can be said of a member: that they came or not, or who came in their place. */
export function attendanceChoices({ ref }: Member, members: readonly Member[]): Choice[] {
  const substitutes = members.filter(({ substituteFor }) => substituteFor === ref);
  return [
    { value: 'present', text: ATTENDED.present },
    ...substitutes.map((one) => ({ value: one.ref, text: `Represented by ${one.name}` })),
    { value: 'apologies', text: ATTENDED.apologies },
    { value: 'absent', text: ATTENDED.absent },
  ];
}

/** Reads who was at a meeting: one answer for each of its members. */
export function readAttendanceForm(
  body: unknown,
  members: readonly Member[],
): FormAnswer<{ members: NewAttendance[]; others: string | null }> {
  const asked = members.filter(({ substituteFor }) => substituteFor === null);
  const form = new FormReader(body, [...asked.map(({ ref }) => ref), 'others']);
  const said = asked.map((member): NewAttendance => {
    const choice = form.choice(member.ref, `What ${member.name} did`, attendanceChoices(member, members));
    return choice.startsWith('PM-')
      ? { member: member.ref, standing: 'represented', substitute: choice }
      : { member: member.ref, standing: choice as Attended, substitute: null };
  });
  const others = form.text('others', 'Others in attendance', { optional: true, longest: 2000 }) || null;
  return form.answer(() => ({ members: said, others }));
}

/** The form as what stands fills it in. */
export function typedAttendance({ members, others }: AttendanceList): Typed {
  return {
    ...Object.fromEntries(members.map(({ member, standing, substitute }) => [member.ref, substitute?.ref ?? standing])),
    others: others.join('\n'),
  };
}
