import { useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { ListPath } from '@/shared/api/list'
import { useMe } from '@/shared/api/me'
import type { Page } from '@/shared/api/types'
import { complain, undoable } from './undoable'

interface Row { id: string; name: string }
type Pages = InfiniteData<Page<Row>>

/** Puts a record into the trash: gone from the lists at once, ten seconds to take it back. Says whether it worked. */
export function useRemoveRecord(path: Exclude<ListPath, '/tasks'>) {
  const { t } = useTranslation('common')
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: [path] })
  return async ({ id, name }: Row): Promise<boolean> => {
    client.setQueriesData<Pages>({ queryKey: [path, 'list'] }, (data) => data && { ...data, pages: data.pages.map((p) => ({ ...p, items: p.items.filter((r) => r.id !== id) })) })
    try {
      await api.del(`${path}/{id}` as '/contacts/{id}', { path: { id } })
    } catch (error) {
      complain(error)
      void refresh()
      return false
    }
    void client.invalidateQueries({ queryKey: [path, 'count'] })
    const restore = async () => {
      await api.post(`${path}/{id}/restore` as '/contacts/{id}/restore', { path: { id } })
      await refresh()
    }
    undoable({ message: t('deleted', { name }), undo: restore })
    return true
  }
}

/** The same from the record's own page, which would be empty then: the list is shown, where it comes back when taken back. */
export function useRemoveAndLeave(path: '/contacts' | '/companies') {
  const remove = useRemoveRecord(path)
  const navigate = useNavigate()
  const client = useQueryClient()
  const { slug } = useMe().tenant
  return async (record: Row) => {
    if (!(await remove(record))) return
    await navigate({ to: `/$slug${path}` as '/$slug/contacts', params: { slug } })
    client.removeQueries({ queryKey: [path, 'one', record.id] })
  }
}
