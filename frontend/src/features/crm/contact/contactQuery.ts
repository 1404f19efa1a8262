import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
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
