// A chapter about calendars that come in as files: the owner drops the export of a calendar, sees what it becomes and what of it can't be
// taken, brings it in, meets it on the calendar, brings it again without effect, and takes it back.
import { accessible, inEveryLook } from '../common.mjs'
import { must, see, visit } from './world.mjs'

const at = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')

/** As Outlook writes it: with its own names of zones; one entry is wrong, one series can't be a task's. */
const calendar = () => ['BEGIN:VCALENDAR', 'PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN', 'VERSION:2.0',
  'BEGIN:VEVENT', 'UID:ical-1', `DTSTART;TZID="W. Europe Standard Time":${at(1)}T100000`, `DTEND;TZID="W. Europe Standard Time":${at(1)}T104500`, 'SUMMARY:Fitting of the mast', 'LOCATION:Pier 9', 'ATTENDEE;CN=Guest:mailto:nora@example.com',
  'BEGIN:VALARM', 'TRIGGER:-PT15M', 'ACTION:DISPLAY', 'END:VALARM', 'END:VEVENT',
  'BEGIN:VEVENT', 'UID:ical-2', `DTSTART;TZID="W. Europe Standard Time":${at(2)}T090000`, 'DURATION:PT15M', 'RRULE:FREQ=HOURLY;COUNT=3', 'SUMMARY:Tide table', 'END:VEVENT',
  'BEGIN:VEVENT', 'UID:ical-3', 'DTSTART:20991345T990000', 'SUMMARY:On no day', 'END:VEVENT',
  'BEGIN:VTODO', 'UID:ical-4', `DUE;VALUE=DATE:${at(3)}`, 'SUMMARY:Order varnish', 'END:VTODO', 'END:VCALENDAR', ''].join('\r\n')

export async function bringsCalendar(world, { ana }) {
  const { page } = ana
  await drop(ana)
  await see(page, 'A calendar (iCalendar)')
  await see(page, 'Day or time: this is no day and no time')
  await accessible(page, 'a calendar before it is brought in')
  await inEveryLook(page, 'ical-check')
  await page.getByRole('button', { name: 'Import 3 tasks' }).click()
  await see(page, 'work.ics has been imported')
  await inEveryLook(page, 'ical-result')
  await visit(ana, 'tasks')
  await see(page, 'Fitting of the mast')
  await see(page, 'Order varnish')
  await drop(ana)
  must(await page.getByRole('button', { name: 'Import 0 tasks' }).isDisabled(), 'a calendar changes nothing the second time')
}

async function drop(ana) {
  const { page } = ana
  await visit(ana, 'import')
  await page.locator('input[type=file]').setInputFiles({ name: 'work.ics', mimeType: 'text/calendar', buffer: Buffer.from(calendar()) })
  await page.getByRole('heading', { name: 'What will happen' }).waitFor()
}
