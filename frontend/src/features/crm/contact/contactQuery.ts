import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useSaveRecord } from '@/shared/api/list'
import type { Contact, ContactDraft } from '@/shared/api/types'

/** The fields of a contact, in the order in which they are read. */
export const fields = ['firstName', 'lastName', 'preferredName', 'email', 'phone', 'jobTitle', 'companyId', 'companySince', 'ownerId', 'birthday', 'language', 'tags', 'street', 'postcode', 'city', 'country', 'source'] as const
export type Field = (typeof fields)[number]
export type Labels = Record<Field, string>

export function useLabels(): Labels {
  const { t } = useTranslation('contact')
  return useMemo(() => Object.fromEntries(fields.map((f) => [f, t(`field.${f}`)])) as Labels, [t])
}

/** Saves fields, shown at once; another company also changes how many people it has. */
export function useSaveContact() {
  const save = useSaveRecord('/contacts')
  const client = useQueryClient()
  return async (contact: Contact, changes: ContactDraft, shown: Partial<Contact> = {}): Promise<Contact> => {
    const saved = await save(contact, changes as Partial<Contact>, shown)
    if ('companyId' in changes) void client.invalidateQueries({ queryKey: ['/companies'] })
    return saved
  }
}

/** Words typed between commas. */
export const tagsOf = (text: string) => text.split(',').map((t) => t.trim()).filter(Boolean)

export function useCreateContact() {
  const client = useQueryClient()
  return async (draft: ContactDraft): Promise<Contact> => {
    const contact = await api.post('/contacts', { body: draft })
    for (const queryKey of [['/contacts'], ['/companies'], ['/first-steps']]) void client.invalidateQueries({ queryKey })
    return contact
  }
}

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
