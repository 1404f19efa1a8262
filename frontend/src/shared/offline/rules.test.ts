import { expect, test } from 'vitest'
import { bounds, isKept, surplus, type Sizes } from './rules'

test('only records, their lists and what shows them are kept', () => {
  const kept = [['me', 'acme'], ['/contacts', 'list', {}], ['/deals', 'board', {}], ['/tasks', 'today'], ['timeline', 'contact', 'c1'], ['/objects', 'o1', 'list', {}],
    ['/pipelines'], ['/fields', 'contact'], ['/layouts', 'deal'], ['/teams', 'names'], ['attachments', 'deal', 'd1']]
  const never = [['/audit', {}], ['/billing'], ['/billing/invoices'], ['/api-keys'], ['/sso'], ['/security-policy'], ['/me/sessions'], ['/me/passkeys'], ['/exports', 'list'],
    ['/members'], ['/teams'], ['/roles'], ['/access', 'who', 'contact', 'c1'], ['search', 'ann'], ['/contacts', 'alike', {}], ['/contacts', 'c1', 'consents', 1], ['/contacts', 'duplicates'],
    ['/fields', 'all'], ['/fields', 'uses', 'f1'], ['/layouts', 'setup', 'deal'], ['/pipelines', 'p1', 'findings'], ['attachment', 'f1'], ['/dashboard'], ['/archives'], ['/privacy/requests'], ['/operator/me']]
  expect(kept.filter((key) => !isKept(key))).toEqual([])
  expect(never.filter((key) => isKept(key))).toEqual([])
})

test('the newest stay: not too many, not too much, not too old', () => {
  const now = 1_800_000_000_000
  const many: Sizes = Object.fromEntries(Array.from({ length: bounds.answers + 2 }, (_, i) => [`a${i}`, [now - i, 10]]))
  expect(surplus(many, now)).toEqual([`a${bounds.answers}`, `a${bounds.answers + 1}`])
  expect(surplus({ big: [now - 1, bounds.size], small: [now, 1] }, now)).toEqual(['big'])
  expect(surplus({ old: [now - bounds.age - 1, 1], young: [now - bounds.age, 1] }, now)).toEqual(['old'])
})
