import { expect, test } from 'vitest'
import type { Team } from '@/shared/api/types'
import { below, inTree } from './tree'

const team = (id: string, parentId: string | null): Team => ({ id, name: id, parentId, version: 1, members: [] })
const teams = [team('harbour', 'north'), team('north', 'sales'), team('sales', null), team('south', 'sales')]

test('a team comes before those below it', () => {
  expect(inTree(teams).map(({ team: t, depth }) => `${depth} ${t.id}`)).toEqual(['0 sales', '1 north', '2 harbour', '1 south'])
})

test('what is below a team, however deep', () => {
  expect(below(teams, 'north')).toEqual(['north', 'harbour'])
  expect(below(teams, 'south')).toEqual(['south'])
})
