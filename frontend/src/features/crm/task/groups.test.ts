import { expect, it } from 'vitest'
import { makeFormat } from '@/shared/i18n/format'
import { addDays, dueFields, dueInput, groupOf, grouped, nextMonday } from './groups'
import type { Task } from '@/shared/api/types'

const now = Date.parse('2026-11-22T10:00:00Z') // a Sunday
const warsaw = makeFormat('en', 'EUR', 'Europe/Warsaw').day
const manila = makeFormat('en', 'PHP', 'Asia/Manila').day

it('groups by the company’s days', () => {
  const at = (dueAt: string | null, allDay = false, day = warsaw) => groupOf({ dueAt, allDay }, day, now)
  expect(at(null)).toBe('none')
  expect(at('2026-11-21T23:30:00Z')).toBe('overdue') // already today in Warsaw, but the hour has passed
  expect(at('2026-11-21T23:00:00Z', true)).toBe('today') // the whole of the 22nd in Warsaw
  expect(at('2026-11-22T09:59:00Z')).toBe('overdue')
  expect(at('2026-11-22T18:00:00Z')).toBe('today')
  expect(at('2026-11-22T18:00:00Z', false, manila)).toBe('tomorrow')
  expect(at('2026-11-23T18:00:00Z')).toBe('tomorrow')
  expect(at('2026-11-24T18:00:00Z')).toBe('later')
})

it('leaves out empty groups and keeps the order within one', () => {
  const task = (id: string, dueAt: string | null) => ({ id, dueAt, allDay: false }) as Task
  const groups = grouped([task('1', null), task('2', '2026-11-20T10:00:00Z'), task('3', '2026-11-21T10:00:00Z')], warsaw, now)
  expect(groups.map((g) => [g.group, g.tasks.map((t) => t.id)])).toEqual([['overdue', ['2', '3']], ['none', ['1']]])
})

it('next week is the Monday after', () => {
  expect(nextMonday('2026-11-22')).toBe('2026-11-23')
  expect(nextMonday('2026-11-23')).toBe('2026-11-30')
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
})

it('a day alone is the whole day in the company’s zone; both ways', () => {
  expect(dueFields({ day: '2026-11-23', time: '' }, 'Asia/Manila')).toEqual({ dueAt: '2026-11-22T16:00:00.000Z', allDay: true })
  expect(dueFields({ day: '2026-11-23', time: '09:30' }, 'Europe/Warsaw')).toEqual({ dueAt: '2026-11-23T08:30:00.000Z', allDay: false })
  expect(dueFields({ day: '', time: '' }, 'Europe/Warsaw')).toEqual({ dueAt: null, allDay: false })
  expect(dueInput({ dueAt: '2026-11-22T16:00:00Z', allDay: true }, 'Asia/Manila')).toEqual({ day: '2026-11-23', time: '' })
  expect(dueInput({ dueAt: '2026-11-23T08:30:00Z', allDay: false }, 'Europe/Warsaw')).toEqual({ day: '2026-11-23', time: '09:30' })
})
