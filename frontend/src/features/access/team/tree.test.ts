import { expect, test } from 'vitest'
import type { Team } from '@/shared/api/types'
import { below, inTree, placeOf } from './tree'

const team = (id: string, parentId: string | null): Team => ({ id, name: id, parentId, version: 1, members: [] })
const teams = [team('harbour', 'north'), team('north', 'sales'), team('sales', null), team('south', 'sales')]

test('a team comes before those below it', () => {
  expect(inTree(teams).map(({ team: t, depth }) => `${depth} ${t.id}`)).toEqual(['0 sales', '1 north', '2 harbour', '1 south'])
})

test('what is below a team, however deep', () => {
  expect(below(teams, 'north')).toEqual(['north', 'harbour'])
  expect(below(teams, 'south')).toEqual(['south'])
})

test('onto a team it stands below that one, between teams beside the one that follows', () => {
  expect(placeOf(teams, { draggableId: 'south', combine: { draggableId: 'north' } })).toBe('north')
  expect(placeOf(teams, { draggableId: 'south', destination: { index: 2 } })).toBe('north')
  expect(placeOf(teams, { draggableId: 'south', destination: { index: 0 } })).toBeNull()
  expect(placeOf(teams, { draggableId: 'south', destination: { index: 3 } })).toBeNull()
})

test('nothing stands below itself, and beside the list is nowhere', () => {
  expect(placeOf(teams, { draggableId: 'sales', combine: { draggableId: 'harbour' } })).toBeUndefined()
  expect(placeOf(teams, { draggableId: 'sales', destination: { index: 1 } })).toBeUndefined()
  expect(placeOf(teams, { draggableId: 'sales', destination: null })).toBeUndefined()
})
