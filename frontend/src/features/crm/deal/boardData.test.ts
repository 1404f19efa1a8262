import { expect, it } from 'vitest'
import type { Board, Deal } from '@/shared/api/types'
import { appendCards, dropCard, patchCard, placeCard, placeOf } from './boardData'

const deal = (id: string, stageId: string, amount: number, currency = 'EUR') => ({ id, name: id, stageId, value: { amount, currency } }) as Deal
const board: Board = {
  pipeline: { id: 'p', name: 'Sales', stages: [] },
  columns: [
    { stageId: 'a', count: 3, sums: [{ amount: 600, currency: 'EUR' }], items: [deal('1', 'a', 100), deal('2', 'a', 200)], next: 'c1' },
    { stageId: 'b', count: 1, sums: [{ amount: 50, currency: 'PLN' }], items: [deal('3', 'b', 50, 'PLN')], next: null },
  ],
}
const column = (b: Board, id: string) => b.columns.find((c) => c.stageId === id)!

it('a moved card takes its count and value along, also in another currency', () => {
  const after = placeCard(board, deal('1', 'b', 100), { stageId: 'b', index: 0 })
  expect(column(after, 'a')).toMatchObject({ count: 2, sums: [{ amount: 500, currency: 'EUR' }] })
  expect(column(after, 'b')).toMatchObject({ count: 2, sums: [{ amount: 50, currency: 'PLN' }, { amount: 100, currency: 'EUR' }] })
  expect(column(after, 'b').items.map((d) => d.id)).toEqual(['1', '3'])
})

it('moving back to the place it came from restores the board', () => {
  const at = placeOf(board, '2')!
  const there = placeCard(board, deal('2', 'b', 200), { stageId: 'b', index: 1 })
  expect(placeCard(there, at.deal, at)).toEqual({ ...board, columns: [board.columns[0], { ...board.columns[1], sums: [{ amount: 50, currency: 'PLN' }] }] })
})

it('a card that is not loaded changes nothing', () => {
  expect(placeCard(board, deal('9', 'b', 1), { stageId: 'b', index: 0 })).toBe(board)
  expect(dropCard(board, '9')).toBe(board)
})

it('a changed value changes the sum, and the last card leaves no sum behind', () => {
  expect(column(patchCard(board, '1', { value: { amount: 150, currency: 'EUR' } }), 'a').sums).toEqual([{ amount: 650, currency: 'EUR' }])
  expect(column(dropCard(board, '3'), 'b')).toMatchObject({ count: 0, sums: [], items: [] })
})

it('the next page is added without a card that was moved in meanwhile', () => {
  const after = appendCards(board, 'a', { items: [deal('3', 'a', 50), deal('4', 'a', 300)], next: null })
  expect(column(after, 'a').items.map((d) => d.id)).toEqual(['1', '2', '4'])
  expect(column(after, 'a').next).toBeNull()
})
