import { describe, expect, it } from 'vitest'
import { filterText, parseFilter } from '@/shared/ui/filter/filters'
import { listSearch, parseSearch, stringifySearch } from './search'

describe('a list’s address', () => {
  it('goes there and back', () => {
    const search = { q: 'żółw & co', sort: '-name', filter: ['city:is:New York', 'createdAt:after:2026-01-01'] }
    expect(listSearch(parseSearch(stringifySearch(search)))).toEqual({ ...search, new: undefined })
    expect(listSearch(parseSearch('?filter=city:is:Oslo&new=1'))).toEqual({ q: undefined, sort: undefined, filter: ['city:is:Oslo'], new: true })
  })

  it('is empty when nothing is set, and drops what makes no sense', () => {
    expect(stringifySearch({ q: '', sort: undefined, filter: [], new: false })).toBe('')
    expect(listSearch({ filter: 'rubbish', q: 7 })).toEqual({ q: undefined, sort: undefined, filter: undefined, new: undefined })
  })
})

it('a filter’s value may hold colons', () => {
  expect(parseFilter('note:contains:a:b')).toEqual({ field: 'note', op: 'contains', value: 'a:b' })
  expect(filterText({ field: 'city', op: 'empty', value: 'x' })).toBe('city:empty:')
  expect(parseFilter('city')).toBeNull()
})
