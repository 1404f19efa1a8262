import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnField, OwnValues } from '@/shared/api/typesField'
import { complain, undoable } from '../undoable'
import { keyOf } from './ask'
import { columnOf, putCard, valueIn } from './boardQuery'
import type { LookList, Looked } from './types'

/**
 * Moves a card to another column: at once on the screen, then on the server, with an undo. A refusal brings it back and says why.
 * One move of a card goes after the other, each with the version that the one before has given it.
 */
export function useMoveCard<T extends Looked>(list: LookList<T>, field: OwnField, titleOf: (column: string) => string) {
  const { t } = useTranslation('looks')
  const client = useQueryClient()
  const saved = useRef(new Map<string, Promise<T>>())
  const move = async (row: T, to: string, index?: number): Promise<void> => {
    const from = columnOf(row, field)
    if (from === to) return
    const changes: OwnValues = { custom: { [field.id]: valueIn(field, to) } }
    const shown: OwnValues = { custom: { ...row.custom, ...changes.custom } }
    const takeBack = putCard(client, list, field, { ...row, ...shown }, index)
    const before = saved.current.get(row.id) ?? Promise.resolve(row)
    const sent = before.catch(() => row).then((last) => list.save({ ...row, version: Math.max(last.version, row.version) }, changes, shown))
    saved.current.set(row.id, sent)
    try {
      const now = await sent
      putCard(client, list, field, { ...now, custom: { ...shown.custom, ...now.custom } })
      for (const part of ['list', 'count']) void client.invalidateQueries({ queryKey: [...keyOf(list), part], refetchType: 'none' })
      undoable({ message: t('looks:moved', { name: row.name, column: titleOf(to) }), undo: () => move({ ...now, custom: { ...shown.custom, ...now.custom } }, from, index === undefined ? undefined : 0) })
    } catch (error) {
      takeBack()
      complain(error)
      void client.invalidateQueries({ queryKey: [...keyOf(list), 'board'] })
    }
  }
  return move
}
