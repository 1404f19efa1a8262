import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import { ApiProblem } from '@/shared/api/problem'

/** A session that is over leads to the log-in, wherever it is noticed. */
async function atDesk<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'operator.required') location.assign('/operator/login')
    throw error
  }
}

export const overviewQuery = () => queryOptions({ queryKey: ['/operator/overview'], queryFn: ({ signal }) => atDesk(api.get('/operator/overview', { signal })) })

export interface TenantFilter { q?: string; state?: string; plan?: string }

/** Companies, those that signed up last first, page by page. */
export const tenantsQuery = (filter: TenantFilter) => infiniteQueryOptions({
  queryKey: ['/operator/tenants', filter],
  queryFn: ({ pageParam, signal }) => atDesk(api.get('/operator/tenants', { query: { ...filter, cursor: pageParam || undefined }, signal })),
  initialPageParam: '',
  getNextPageParam: (page) => page.next ?? undefined,
})

export const tenantQuery = (id: string) => queryOptions({ queryKey: ['/operator/tenants', 'one', id], queryFn: ({ signal }) => atDesk(api.get('/operator/tenants/{id}', { path: { id }, signal })) })

export const jobsQuery = () => queryOptions({ queryKey: ['/operator/jobs'], queryFn: ({ signal }) => atDesk(api.get('/operator/jobs', { signal })) })
