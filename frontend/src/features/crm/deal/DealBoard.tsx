import { useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe, useOpenFields } from '@/shared/api/me'
import type { Board as BoardData, BoardColumn, Deal, Stage } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Board } from '@/shared/ui/Board'
import { BoardSkeleton } from '@/shared/ui/board/BoardSkeleton'
import type { Lane, Move } from '@/shared/ui/board/types'
import { useMore } from '@/shared/ui/board/useMore'
import { ErrorState } from '@/shared/ui/ErrorState'
import { DealCard } from './DealCard'
import { loadMore, type BoardSearch } from './dealQuery'
import type { Mover } from './useMoveDeal'

interface DealBoardProps { query: UseQueryResult<BoardData>; search: BoardSearch; mover: Mover }

/** The stages as columns, the deals as cards. */
export function DealBoard({ query, search, mover }: DealBoardProps) {
  if (query.data) return <Lanes board={query.data} search={search} mover={mover} />
  return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <BoardSkeleton />
}

const cardId = (deal: Deal) => deal.id
const renderCard = (deal: Deal) => <DealCard deal={deal} />
const tones: Record<Stage['kind'], Lane<Deal>['tone']> = { open: undefined, won: 'ok', lost: 'bad' }

function Lanes({ board, search, mover }: { board: BoardData; search: BoardSearch; mover: Mover }) {
  const { t } = useTranslation('deal')
  const may = useCan()
  const client = useQueryClient()
  const more = useMore(async (id) => {
    const column = board.columns.find((c) => c.stageId === id)
    if (column) await loadMore(client, search, column)
  })
  const lanes = useMemo(() => board.columns.map((column): Lane<Deal> => {
    const stage = board.pipeline.stages.find((s) => s.id === column.stageId)
    return {
      id: column.stageId, title: stage?.name ?? '', closed: stage?.closed, tone: stage ? tones[stage.kind] : undefined, cards: column.items, header: <LaneHead column={column} />,
      more: column.next ? { load: () => more.load(column.stageId), loading: more.loading.includes(column.stageId) } : undefined,
    }
  }), [board, more])
  const onMove = ({ card, to, beforeId, afterId, index }: Move<Deal>) => {
    const stage = board.pipeline.stages.find((s) => s.id === to)
    if (stage) void mover.move(card, { stage, ...(afterId ? { afterId } : { beforeId }), index })
  }
  return (
    <Board label={t('deal:board.label', { pipeline: board.pipeline.name })} lanes={lanes} cardId={cardId} renderCard={renderCard} onMove={onMove}
      cardLabel={(d) => (d.companyName ? `${d.name}, ${d.companyName}` : d.name)} canMove={(d) => may('deal', 'update') && !board.pipeline.stages.some((s) => s.closed && s.id === d.stageId)} />
  )
}

function LaneHead({ column }: { column: BoardColumn }) {
  const { t } = useTranslation('deal')
  const format = useFormat()
  const home = useMe().tenant.currency
  const { sees } = useOpenFields('deal')
  const sums = [...column.sums].sort((a, b) => Number(b.currency === home) - Number(a.currency === home))
  return (
    <>
      <span>{t('deal:board.count', { count: column.count, n: format.number(column.count) })}</span>
      {sums.length > 0 && sees('value') ? <span className="k-num">{sums.map((s) => format.moneyShort(s)).join(' + ')}</span> : null}
    </>
  )
}
