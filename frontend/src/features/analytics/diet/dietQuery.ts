import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { meQuery } from '@/shared/api/me'
import type { FieldState, FieldUse } from '@/shared/api/typesDiet'
import { undoable } from '@/shared/ui/undoable'

export const dietQuery = () => queryOptions({ queryKey: ['/field-use'], queryFn: async ({ signal }) => (await api.get('/field-use', { signal })).items })

/** Puts a field on another step, for everybody; it can be taken back. Pages learn with the rights that a field is there no more. */
export function useStep() {
  const { t } = useTranslation(['diet', 'access'])
  const client = useQueryClient()
  const put = async (f: FieldUse, saw: FieldState, state: FieldState) => {
    try {
      await api.put('/field-use/{object}/{field}', { path: { object: f.object, field: f.field }, body: { saw, state } })
    } finally {
      await Promise.all([client.invalidateQueries(dietQuery()), client.invalidateQueries({ queryKey: ['/fields'] }), client.invalidateQueries({ queryKey: meQuery().queryKey })])
    }
  }
  return async (f: FieldUse, state: FieldState) => {
    await put(f, f.state, state)
    undoable({ message: t(`done.${state}`, { name: f.label ?? t(`access:field.${f.field}`) }), undo: () => put(f, state, f.state) })
  }
}
