import { expect, it } from 'vitest'
import { parseRepeat, writeRepeat, type Repeat } from './repeat'
import { snoozes } from './snoozes'

const choice = (more: Partial<Repeat>): Repeat => ({ kind: 'daily', every: 1, days: [], until: '', count: 0, rule: '', ...more })
const friday = '2026-10-30'

it('writes what was chosen, and reads it back', () => {
  const rules: [Partial<Repeat>, string][] = [
    [{ kind: 'daily' }, 'FREQ=DAILY'],
    [{ kind: 'daily', every: 3, count: 5 }, 'FREQ=DAILY;INTERVAL=3;COUNT=5'],
    [{ kind: 'weekdays' }, 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    [{ kind: 'weekly', every: 2, days: ['FR', 'MO'] }, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR'],
    [{ kind: 'weekly' }, 'FREQ=WEEKLY;BYDAY=FR'],
    [{ kind: 'monthDay' }, 'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1'],
    [{ kind: 'monthLast', until: '2027-01-31' }, 'FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270131'],
    [{ kind: 'yearly' }, 'FREQ=YEARLY'],
  ]
  for (const [chosen, rule] of rules) {
    expect(writeRepeat(choice(chosen), friday)).toBe(rule)
    const read = parseRepeat(rule, friday)
    expect(read.kind).toBe(chosen.kind)
    expect(writeRepeat(read, friday)).toBe(rule)
  }
  expect(writeRepeat(choice({ kind: 'monthDay' }), '2026-10-15')).toBe('FREQ=MONTHLY;BYMONTHDAY=15')
})

it('knows a rule in the server’s order, and leaves alone what no choice makes', () => {
  expect(parseRepeat('FREQ=WEEKLY;INTERVAL=2;UNTIL=20270131T000000Z;BYDAY=MO,FR', friday)).toMatchObject({ kind: 'weekly', every: 2, days: ['MO', 'FR'], until: '2027-01-31' })
  const odd = 'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1'
  expect(parseRepeat(odd, friday).kind).toBe('other')
  expect(writeRepeat(parseRepeat(odd, friday), friday)).toBe(odd)
  expect(writeRepeat(parseRepeat('', friday), friday)).toBe('')
})

it('puts off on the clock of the zone', () => {
  const ids = (now: string, zone: string) => snoozes(Date.parse(now), zone).map((c) => [c.id, c.at])
  expect(ids('2026-11-22T10:00:00Z', 'Europe/Warsaw')).toEqual([ // a Sunday
    ['hour', '2026-11-22T11:00:00.000Z'], ['evening', '2026-11-22T17:00:00.000Z'], ['tomorrow', '2026-11-23T08:00:00.000Z'], ['week', '2026-11-23T08:00:00.000Z'],
  ])
  expect(ids('2026-11-23T10:30:00Z', 'Asia/Manila')).toEqual([ // half past six in the evening there
    ['hour', '2026-11-23T11:30:00.000Z'], ['tomorrow', '2026-11-24T01:00:00.000Z'], ['week', '2026-11-30T01:00:00.000Z'],
  ])
})
