import type { Member } from './member.ts';

export const ATTENDED = {
  present: 'Present',
  represented: 'Represented',
  apologies: 'Apologies',
  absent: 'Absent',
} as const;

export type Attended = keyof typeof ATTENDED;

/** Whether a member came to a meeting; where somebody sat in their place, who. */
export interface Attendance {
  member: Member;
  standing: Attended;
  substitute: Member | null;
}

/** Who was at a meeting. */
export interface AttendanceList {
  members: Attendance[];
  /** Others who were there, name and organisation, as they were typed; none when there were none. */
  others: string[];
}

/** Who was there, as notes list them: initials and organisation, a substitute with whose place they took. */
export function presentShown({ members }: AttendanceList): string[] {
  return members.flatMap(({ member, standing, substitute }) => {
    if (standing === 'present') return [`${member.initials} (${member.organisationName})`];
    if (substitute === null) return [];
    return [`${substitute.initials} (${substitute.organisationName}, for ${member.initials})`];
  });
}

/** Who sent apologies, as notes list them. */
export function apologiesShown({ members }: AttendanceList): string[] {
  return members
    .filter(({ standing }) => standing === 'apologies' || standing === 'represented')
    .map(({ member }) => `${member.initials} (${member.organisationName})`);
}
