import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { renderUi } from '@/test/render'
import { Board, applyMove, moveOf } from './Board'
import type { Lane, Move } from './board/types'

interface Card { id: string; name: string }
const card = (id: string): Card => ({ id, name: `Deal ${id}` })
const lanes: Lane<Card>[] = [
  { id: 'new', title: 'New', cards: [card('a'), card('b'), card('c')] },
  { id: 'won', title: 'Won', cards: [card('x'), card('y')] },
  { id: 'lost', title: 'Lost', cards: [] },
]
const cardId = (c: Card) => c.id
const ids = (all: Lane<Card>[]) => Object.fromEntries(all.map((l) => [l.id, l.cards.map(cardId).join('')]))
const spot = (droppableId: string, index: number) => ({ droppableId, index })

describe('where a card was dropped', () => {
  it('says before which card it now stands', () => {
    expect(moveOf(lanes, cardId, { source: spot('new', 0), destination: spot('won', 1) })).toMatchObject({ from: 'new', to: 'won', beforeId: 'y', index: 1 })
    expect(moveOf(lanes, cardId, { source: spot('new', 0), destination: spot('won', 2) })).toMatchObject({ beforeId: null, afterId: null })
  })

  it('below the last loaded of more cards says after which one', () => {
    const more = { load: () => undefined, loading: false }
    const long = lanes.map((l) => ({ ...l, more }))
    expect(moveOf(long, cardId, { source: spot('new', 0), destination: spot('won', 2) })).toMatchObject({ beforeId: null, afterId: 'y' })
    expect(moveOf(long, cardId, { source: spot('new', 0), destination: spot('new', 2) })).toMatchObject({ beforeId: null, afterId: 'c' })
    expect(moveOf(long, cardId, { source: spot('new', 0), destination: spot('lost', 0) })).toMatchObject({ beforeId: null, afterId: null })
    expect(moveOf(long, cardId, { source: spot('new', 0), destination: spot('won', 0) })).toMatchObject({ beforeId: 'x', afterId: null })
  })

  it('within a lane does not count itself', () => {
    const move = moveOf(lanes, cardId, { source: spot('new', 0), destination: spot('new', 1) })!
    expect(move.beforeId).toBe('c')
    expect(ids(applyMove(lanes, cardId, move)).new).toBe('bac')
  })

  it('is nothing when it is back in its place or outside', () => {
    expect(moveOf(lanes, cardId, { source: spot('new', 0), destination: spot('new', 0) })).toBeNull()
    expect(moveOf(lanes, cardId, { source: spot('new', 0), destination: null })).toBeNull()
  })

  it('moves the card and leaves the others in order', () => {
    const move = moveOf(lanes, cardId, { source: spot('new', 1), destination: spot('won', 0) })!
    expect(ids(applyMove(lanes, cardId, move))).toEqual({ new: 'ac', won: 'bxy', lost: '' })
    expect(ids(lanes)).toEqual({ new: 'abc', won: 'xy', lost: '' })
  })
})

function Sample({ onMove, canMove }: { onMove: (m: Move<Card>) => void; canMove?: (c: Card) => boolean }) {
  const [state, set] = useState(lanes)
  return (
    <Board label="Deals" lanes={state} cardId={cardId} cardLabel={(c) => c.name} renderCard={(c) => <a href={`/d/${c.id}`}>{c.name}</a>} canMove={canMove}
      onMove={(m) => { onMove(m); set(applyMove(state, cardId, m)) }} />
  )
}

/** What the live regions say; one of an earlier test may still be there, empty. */
const said = () => [...document.querySelectorAll('[aria-live=assertive]')].map((e) => e.textContent).join('')

describe('a board', () => {
  it('moves a card by its menu', async () => {
    const onMove = vi.fn()
    await renderUi(<Sample onMove={onMove} />)
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Move Deal a to…' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Won' }))
    expect(onMove).toHaveBeenCalledWith(expect.objectContaining({ from: 'new', to: 'won', beforeId: null, index: 2 }))
    await waitFor(() => expect(screen.getByRole('region', { name: 'Won' })).toHaveTextContent('Deal a'))
  })

  it('lifts a card by space and reads names aloud', async () => {
    await renderUi(<Sample onMove={() => undefined} />)
    const group = await screen.findByRole('group', { name: 'Deal a' })
    group.focus()
    fireEvent.keyDown(group, { keyCode: 32 })
    await waitFor(() => expect(said()).toContain('Deal a lifted from New, place 1.'))
    fireEvent.keyDown(group, { keyCode: 27 })
    await waitFor(() => expect(said()).toContain('Deal a is back in its place.'))
    expect(group).toHaveFocus()
  })

  it('offers no move where the role does not allow one', async () => {
    await renderUi(<Sample onMove={() => undefined} canMove={(c) => c.id !== 'a'} />)
    await screen.findByRole('button', { name: 'Move Deal b to…' })
    expect(screen.queryByRole('button', { name: 'Move Deal a to…' })).toBeNull()
  })

  it('keeps a card’s link a link', async () => {
    await renderUi(<Sample onMove={() => undefined} />)
    expect(await screen.findByRole('link', { name: 'Deal a' })).toHaveAttribute('href', '/d/a')
  })
})
