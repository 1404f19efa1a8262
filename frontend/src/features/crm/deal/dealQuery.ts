import { queryOptions, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import { patchEverywhere, useSaveRecord } from '@/shared/api/list'
import type { Board, BoardColumn, Deal } from '@/shared/api/types'
import { appendCards, dropCard, patchCard, placeCard, placeOf, type Place } from './boardData'

/** How a board is narrowed. */
export interface BoardSearch { pipelineId?: string; q?: string; filter?: string[]; where?: string }

const boards = ['/deals', 'board'] as const
const boardKey = (search: BoardSearch) => [...boards, search] as const

/** The board; fetched again it brings as many cards per column as were there, so nothing scrolls away. */
export const boardQuery = (search: BoardSearch) => queryOptions({
  queryKey: boardKey(search),
  queryFn: async ({ client, signal }) => {
    const before = client.getQueryData<Board>(boardKey(search))
    const board = await api.get('/board', { query: { ...search }, signal })
    return Promise.all(board.columns.map((c) => filled(board, c, loadedOf(before, c.stageId), search)))
      .then((columns): Board => ({ ...board, columns }))
  },
})

const loadedOf = (board: Board | undefined, stageId: string) => board?.columns.find((c) => c.stageId === stageId)?.items.length ?? 0

async function filled(board: Board, column: BoardColumn, wanted: number, search: BoardSearch): Promise<BoardColumn> {
  let now = column
  while (now.next && now.items.length < wanted) now = appendCards({ ...board, columns: [now] }, now.stageId, await nextCards(now, search)).columns[0]!
  return now
}

function nextCards(column: BoardColumn, { q, filter, where }: BoardSearch) {
  return api.get('/board/{stageId}', { path: { stageId: column.stageId }, query: { q, filter, where, cursor: column.next ?? undefined } })
}

/** Fetches a column's next cards into the board. */
export async function loadMore(client: QueryClient, search: BoardSearch, column: BoardColumn): Promise<void> {
  const page = await nextCards(column, search)
  client.setQueryData<Board>(boardKey(search), (board) => board && appendCards(board, column.stageId, page))
}

/** Changes every board that is in memory, at once. */
export function changeBoards(client: QueryClient, change: (board: Board) => Board): void {
  client.setQueriesData<Board>({ queryKey: boards }, (board) => board && change(board))
}

/** Moves a card on every board that shows it, at once; answers how to take just that back. */
export function moveOnBoards(client: QueryClient, id: string, changes: Partial<Deal>, to: Place): () => void {
  void client.cancelQueries({ queryKey: boards })
  const undo: (() => void)[] = []
  for (const [key, board] of client.getQueriesData<Board>({ queryKey: boards })) {
    const at = board && placeOf(board, id)
    if (!at) continue
    client.setQueryData(key, placeCard(board, { ...at.deal, ...changes }, to))
    undo.push(() => client.setQueryData<Board>(key, (now) => now && placeCard(now, at.deal, at)))
  }
  return () => { for (const step of undo) step() }
}

/** Shows changed fields of a deal wherever it is: boards, lists, its page. */
export function showDeal(client: QueryClient, deal: Partial<Deal> & { id: string }): void {
  const { contacts: _, ...card } = deal
  changeBoards(client, (board) => patchCard(board, deal.id, card))
  patchEverywhere(client, '/deals', deal.id, deal)
}

/** After a deal came, went or changed: everything that counts deals is looked at again when next shown. */
export function dealsChanged(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['/deals'] })
  void client.invalidateQueries({ queryKey: ['/tasks', 'today'], refetchType: 'none' })
  void client.invalidateQueries({ queryKey: ['/dashboard'], refetchType: 'none' })
}

export const historyQuery = (id: string) => queryOptions({
  queryKey: ['/deals', 'history', id],
  queryFn: async ({ signal }) => (await api.get('/deals/{id}/history', { path: { id }, signal })).items,
})

export const sumsQuery = () => queryOptions({
  queryKey: ['/deals', 'sums'],
  queryFn: async ({ signal }) => (await api.get('/deals/sums', { signal })).items,
})

/** Takes a deal off every board at once; lists follow with the next fetch. */
export const hideDeal = (client: QueryClient, id: string) => changeBoards(client, (board) => dropCard(board, id))

/** Saves a deal's fields: shown at once in lists and on its page, on boards with the answer. */
export function useSaveDeal() {
  const save = useSaveRecord('/deals')
  const client = useQueryClient()
  return async (deal: Deal, changes: Partial<Deal>, shown: Partial<Deal> = {}): Promise<Deal> => {
    const saved = await save(deal, changes, shown)
    showDeal(client, saved)
    return saved
  }
}
