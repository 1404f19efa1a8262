import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { RetentionRule } from '@/shared/api/typesPrivacy'

/** The rules of how long records are kept, with what is too old now. */
export const rulesQuery = () => queryOptions({ queryKey: ['/retention'], queryFn: ({ signal }) => api.get('/retention', { signal }) })

/** The records that go by a rule. */
export const waitingQuery = () => queryOptions({ queryKey: ['/retention', 'waiting'], queryFn: ({ signal }) => api.get('/retention/waiting', { signal }) })

/** What a rule would find today. */
export const previewQuery = (rule: string, months: number) => queryOptions({
  queryKey: ['/retention', rule, 'preview', months], queryFn: ({ signal }) => api.get('/retention/{rule}/preview', { path: { rule }, query: { months }, signal }), enabled: months >= 1 && months <= 240, gcTime: 0,
})

/** Sets, ends or allows a rule, and shows what became of it. */
export function useRules() {
  const client = useQueryClient()
  const show = async (rules: Promise<{ items: RetentionRule[] }>) => {
    client.setQueryData(rulesQuery().queryKey, await rules)
    await client.invalidateQueries({ queryKey: waitingQuery().queryKey })
  }
  return {
    set: ({ rule, version }: RetentionRule, months: number, erase: boolean) => show(api.put('/retention/{rule}', { path: { rule }, body: { version, months, erase } })),
    allow: ({ rule, version }: RetentionRule) => show(api.post('/retention/{rule}/allow', { path: { rule }, body: { version } })),
  }
}
