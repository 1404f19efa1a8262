import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '@/shared/api/client'

/** What stands on some days. Under /tasks, since it changes with them. */
export const calendarQuery = (from: string, to: string, person: string, deals: boolean) => queryOptions({
  queryKey: ['/tasks', 'calendar', { from, to, person, deals }],
  queryFn: ({ signal }) => api.get('/calendar', { query: { from, to, person, deals }, signal }),
  placeholderData: keepPreviousData,
})

export const calendarsQuery = () => queryOptions({ queryKey: ['/calendars'], queryFn: async ({ signal }) => (await api.get('/calendars', { signal })).items })
