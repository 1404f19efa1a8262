import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '@/shared/api/client'

interface Sketch { firstName: string; lastName: string; email: string; phone: string }

/** Who may be there already: asked with what is typed when a field is left. A failure says nothing, for it is no obstacle. */
export function useAlike() {
  const [sketch, setSketch] = useState({ name: '', email: '', phone: '' })
  const ask = (v: Sketch) => {
    const next = { name: `${v.firstName} ${v.lastName}`.trim(), email: v.email.trim(), phone: v.phone.trim() }
    if (JSON.stringify(next) !== JSON.stringify(sketch)) setSketch(next)
  }
  const query = useQuery({
    queryKey: ['/contacts', 'alike', sketch], queryFn: ({ signal }) => api.get('/contacts/alike', { query: sketch, signal }),
    enabled: Object.values(sketch).some(Boolean), placeholderData: keepPreviousData, retry: false,
  })
  return { ask, items: (query.data?.items ?? []).map((a) => ({ ...a, about: a.companyName })) }
}
