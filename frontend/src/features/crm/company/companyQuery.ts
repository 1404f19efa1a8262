import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useSaveRecord } from '@/shared/api/list'
import type { Company, CompanyDraft, CompanyKind } from '@/shared/api/types'

/** The fields of a company, in the order in which they are read. */
export const fields = ['name', 'website', 'email', 'phone', 'industry', 'kinds', 'tags', 'ownerId', 'domain', 'street', 'postcode', 'city', 'country'] as const
export type Field = (typeof fields)[number]
export type Labels = Record<Field, string>

export function useLabels(): Labels {
  const { t } = useTranslation('company')
  return useMemo(() => Object.fromEntries(fields.map((f) => [f, t(`field.${f}`)])) as Labels, [t])
}

/** Saves fields, shown at once; another name is also read on people and deals. */
export function useSaveCompany() {
  const save = useSaveRecord('/companies')
  const client = useQueryClient()
  return async (company: Company, changes: CompanyDraft, shown: Partial<Company> = {}): Promise<Company> => {
    const saved = await save(company, changes as Partial<Company>, shown)
    if ('name' in changes) for (const queryKey of [['/contacts'], ['/deals']]) void client.invalidateQueries({ queryKey })
    return saved
  }
}

/** What a company can be to you. */
export const kinds: CompanyKind[] = ['customer', 'supplier', 'partner']

/** Words typed between commas. */
export const tagsOf = (text: string) => text.split(',').map((t) => t.trim()).filter(Boolean)

export function useCreateCompany() {
  const client = useQueryClient()
  return async (draft: CompanyDraft): Promise<Company> => {
    const company = await api.post('/companies', { body: draft })
    void client.invalidateQueries({ queryKey: ['/companies'] })
    return company
  }
}

/** An address as one reads it: no scheme, no slash at the end. */
export const shortAddress = (website: string) => website.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')
