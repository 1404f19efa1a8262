import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { ReachProps } from '@/shared/ui/record/reach'

/** To whom one can write about a record; asked anew each time, for addresses and roles change. */
export const recipientsQuery = ({ kind, id }: ReachProps['about']) => queryOptions({
  queryKey: ['/recipients', kind, id],
  queryFn: ({ signal }) => (kind === 'contact' ? api.get('/contacts/{id}/recipients', { path: { id }, signal }) : api.get('/companies/{id}/recipients', { path: { id }, signal })),
  staleTime: 0,
})

/** Where answers go that must not reach who wrote. */
export const emailSettingQuery = () => queryOptions({ queryKey: ['/settings/email'], queryFn: ({ signal }) => api.get('/settings/email', { signal }) })
