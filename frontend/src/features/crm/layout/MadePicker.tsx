import { api } from '@/shared/api/client'
import type { PickerProps } from '@/shared/ui/form/picking'
import { RemoteSelect } from '@/shared/ui/form/RemoteSelect'

/** A record of a kind that the company has made, by the kind's id. */
export function MadePicker({ id, ...props }: PickerProps & { id: string }) {
  return (
    <RemoteSelect {...props} source={`/objects/${id}`}
      search={async (q, signal) => (await api.get('/objects/{id}/records', { path: { id }, query: { q: q || undefined, limit: 20 }, signal })).items.map((r) => ({ value: r.id, label: r.name }))} />
  )
}
