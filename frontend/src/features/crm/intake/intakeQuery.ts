import { queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'

/** The company's intake addresses. */
export const intakesQuery = () => queryOptions({ queryKey: ['/intakes'], queryFn: ({ signal }) => api.get('/intakes', { signal }) })
