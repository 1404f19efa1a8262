import { ActionIcon } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { kindOf, ownKey } from '@/shared/api/fields'
import { useCan, useOpenFields } from '@/shared/api/me'
import type { OwnField } from '@/shared/api/typesField'
import { useFormat } from '@/shared/i18n/format'
import { Board } from '../Board'
import { BoardSkeleton } from '../board/BoardSkeleton'
import classes from '../board/Card.module.css'
import type { Lane } from '../board/types'
import { useMore } from '../board/useMore'
import { ErrorState } from '../ErrorState'
import type { GridColumn } from '../grid/types'
import { shownIds } from '../grid/useColumns'
import { askedOf, boardQuery, loadMore, none, valueIn, type FieldBoardData, type FieldColumn } from './boardQuery'
import type { LookList, Looked } from './types'
import { useMoveCard } from './useMoveCard'

interface FieldBoardProps<T extends Looked> { list: LookList<T>; field: OwnField }

/** The choices of a field as columns, the records as cards; a card that is moved gets that choice. */
export function FieldBoard<T extends Looked>({ list, field }: FieldBoardProps<T>) {
  const query = useQuery({ ...boardQuery(list, field, askedOf(list, field)), staleTime: 0 })
  if (!query.data) return query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <BoardSkeleton />
  if (query.data.columns.every((c) => c.count === 0)) return list.empty
  return <Lanes list={list} field={field} board={query.data} />
}

function Lanes<T extends Looked>({ list, field, board }: FieldBoardProps<T> & { board: FieldBoardData<T> }) {
  const { t } = useTranslation('looks')
  const client = useQueryClient()
  const writes = useWrites(list, field)
  const title = useTitles(field)
  const move = useMoveCard(list, field, title)
  const more = useMore((id) => loadMore(client, list, field, id))
  const facts = useFacts(list, field)
  const lanes = board.columns.filter((c) => isShown(field, c)).map((column): Lane<T> => ({
    id: column.id, title: title(column.id), colour: colourOf(field, column.id), cards: column.items, closed: isClosed(field, column.id),
    header: <LaneHead column={column} title={title(column.id)} onAdd={writes && list.onAdd && !isClosed(field, column.id) ? () => list.onAdd?.(given(field, column.id)) : undefined} />,
    more: column.next === null ? undefined : { load: () => more.load(column.id), loading: more.loading.includes(column.id) },
  }))
  return (
    <Board label={t('looks:boardOf', { list: list.label, field: field.label })} lanes={lanes} cardId={(r) => r.id} cardLabel={(r) => r.name} canMove={() => writes}
      renderCard={(row) => <Card row={row} href={list.href(row)} facts={facts} />} onMove={({ card, to, index }) => void move(card, to, index)} />
  )
}

const given = (field: OwnField, column: string) => (column === none ? {} : { [field.id]: valueIn(field, column) })
const choiceOf = (field: OwnField, column: string) => field.choices.find((c) => c.id === column)
/** Nothing goes into a choice that was taken away, nor out of all of a field that must have one. */
const isClosed = (field: OwnField, column: string) => (column === none ? field.required : choiceOf(field, column)?.gone === true)
const isShown = (field: OwnField, column: FieldColumn<Looked>) => column.count > 0 || column.items.length > 0 || !isClosed(field, column.id)
const colourOf = (field: OwnField, column: string) => {
  const colour = choiceOf(field, column)?.colour
  return colour ? `var(--mantine-color-${colour}-6)` : undefined
}

function useTitles(field: OwnField) {
  const { t } = useTranslation(['looks', 'common'])
  return (column: string) => {
    if (column === none) return t('looks:none', { field: field.label })
    if (field.type === 'yesno') return t(column === 'true' ? 'common:answer.yes' : 'common:answer.no')
    return choiceOf(field, column)?.label ?? ''
  }
}

/** Whether the person may give these records another choice. */
function useWrites<T extends Looked>(list: LookList<T>, field: OwnField): boolean {
  const kind = kindOf(list.object)
  const may = useCan()(kind, 'update')
  const { fills } = useOpenFields(kind)
  return may && field.state === 'active' && fills(ownKey(field.id))
}

/** The facts of a card: the columns that the list shows, but for the name and the one that the board is by. */
function useFacts<T extends Looked>(list: LookList<T>, field: OwnField): GridColumn<T>[] {
  const { id, columns, layout } = list
  return useMemo(() => shownIds(id, columns, layout).slice(1).filter((c) => c !== ownKey(field.id)).map((c) => columns.find((one) => one.id === c)!), [id, columns, layout, field.id])
}

const most = 3

function Card<T extends Looked>({ row, href, facts }: { row: T; href: string; facts: GridColumn<T>[] }) {
  const shown = facts.map((c) => ({ id: c.id, label: c.label, text: c.cell(row) })).filter((f) => f.text !== null && f.text !== undefined && f.text !== '').slice(0, most)
  return (
    <div className={classes.card}>
      <Link to={href as '/'} className={classes.name} draggable={false}>{row.name}</Link>
      {shown.map((f) => <span key={f.id} className={classes.fact}><span className="k-hidden">{f.label}: </span>{f.text}</span>)}
    </div>
  )
}

function LaneHead<T extends Looked>({ column, title, onAdd }: { column: FieldColumn<T>; title: string; onAdd?: () => void }) {
  const { t } = useTranslation('looks')
  const format = useFormat()
  return (
    <>
      <span>{t('looks:count', { count: column.count, n: format.number(column.count) })}</span>
      {onAdd ? <ActionIcon variant="subtle" color="gray" size="md" ms="auto" aria-label={t('looks:addTo', { column: title })} title={t('looks:addTo', { column: title })} onClick={onAdd}><IconPlus size={16} aria-hidden /></ActionIcon> : null}
    </>
  )
}
