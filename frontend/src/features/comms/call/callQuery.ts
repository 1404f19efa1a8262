import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { ReachProps } from '@/shared/ui/record/reach'

/** Which numbers of a record one can have called; asked anew each time. */
export const numbersQuery = ({ kind, id }: ReachProps['about']) => queryOptions({
  queryKey: ['/numbers', kind, id],
  queryFn: ({ signal }) => (kind === 'contact' ? api.get('/contacts/{id}/numbers', { path: { id }, signal }) : api.get('/companies/{id}/numbers', { path: { id }, signal })),
  staleTime: 0,
})

/** The company's phone system. */
export const phoneQuery = () => queryOptions({ queryKey: ['/settings/phone'], queryFn: ({ signal }) => api.get('/settings/phone', { signal }) })
