import { formatDay } from '../calendar/day.ts';
import { sendDue } from '../notices/deliver.ts';
import { smtpPost } from '../notices/mail.ts';
import { readReminders } from '../notices/notice.store.ts';
import { reminderWords } from '../notices/reminder.ts';
import { officeDay } from '../people/office.store.ts';
import { counted } from '../platform/count.ts';
import { type Command, print, theOffice } from './command.ts';
import { readDeadlines } from './deadlines.ts';
import { writeNow } from './remind-daily.ts';

export const remindCommand: Command = {
  name: 'remind',
  usage: 'remind [--dry-run]',
  help: `Writes the reminders that are due, and sends them where SMTP_URL is set.
The server does the same each morning. Each deadline's stage is written once for each recipient.
With --dry-run it says what would be written, and writes and sends nothing.`,
  options: { 'dry-run': { type: 'boolean' } },
  positionals: 0,
  async run({ site, values, mail = null }) {
    const office = await theOffice(site);
    if (values['dry-run'] === true) {
      const today = officeDay(office, site.clock);
      const deadlines = await readDeadlines(site.db, office.id, today);
      const reminders = await readReminders(site.db, office.id, deadlines, today);
      for (const { deadline, person } of reminders) {
        print(`${person.email}: ${reminderWords(deadline, today).subject} (due ${formatDay(deadline.dueOn)})`);
      }
      print(`${counted(reminders.length, 'reminder', 'reminders')} would be written. Nothing was.`);
      return 0;
    }
    const count = await writeNow(site, office.id);
    print(`${counted(count, 'reminder was', 'reminders were')} written.`);
    if (mail === null) {
      print('No mail server is set (SMTP_URL), so none is sent.');
      return 0;
    }
    const sent = await sendDue(site, office.id, { post: smtpPost(mail), baseUrl: mail.baseUrl });
    print(`${counted(sent, 'was', 'were')} sent.`);
    return 0;
  },
};
