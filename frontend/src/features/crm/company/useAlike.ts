import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '@/shared/api/client'

/** Which companies may be there already: asked with what is typed when a field is left. A failure says nothing, for it is no obstacle. */
export function useAlike() {
  const [sketch, setSketch] = useState({ name: '', site: '' })
  const ask = (v: { name: string; website: string; domain: string }) => {
    const next = { name: v.name.trim(), site: (v.domain || v.website).trim() }
    if (next.name !== sketch.name || next.site !== sketch.site) setSketch(next)
  }
  const query = useQuery({
    queryKey: ['/companies', 'alike', sketch], queryFn: ({ signal }) => api.get('/companies/alike', { query: sketch, signal }),
    enabled: sketch.name !== '' || sketch.site !== '', placeholderData: keepPreviousData, retry: false,
  })
  return { ask, items: (query.data?.items ?? []).map((a) => ({ ...a, about: a.city })) }
}
