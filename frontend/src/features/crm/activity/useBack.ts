import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan, useOpenFields } from '@/shared/api/me'
import { ApiProblem } from '@/shared/api/problem'
import type { Activity, RecordKind } from '@/shared/api/types'
import { complain, inform } from '@/shared/ui/undoable'

/** The fields whose earlier value a timeline tells as it was, so that it can be put back. */
const backable: Partial<Record<RecordKind, string[]>> = {
  contact: ['firstName', 'lastName', 'preferredName', 'jobTitle', 'email', 'phone', 'street', 'city', 'postcode', 'country', 'source', 'language', 'tags', 'birthday', 'ownerId', 'companyId'],
  company: ['name', 'domain', 'website', 'industry', 'email', 'phone', 'street', 'city', 'postcode', 'country', 'tags', 'ownerId'],
  deal: ['name', 'expectedOn', 'companyId', 'ownerId'],
}
const lists: Record<RecordKind, string> = { contact: '/contacts', company: '/companies', deal: '/deals', object_record: '/objects' }

/** Puts the value back that a field had before an entry; `asked` is a field that somebody has changed again since. */
export function useBack(entry: Activity) {
  const { t } = useTranslation('activity')
  const client = useQueryClient()
  const kind = entry.about.kind
  const may = useCan()(kind, 'update')
  const { fills } = useOpenFields(kind)
  const [asked, setAsked] = useState<string | null>(null)
  const fields = entry.type === 'updated' && may ? (entry.data?.changes ?? []).map((c) => c.field).filter((f) => backable[kind]?.includes(f) && fills(f)) : []
  const back = async (field: string, anyway?: boolean) => {
    await api.post('/activities/{id}/back', { path: { id: entry.id }, body: { field, anyway } })
    for (const key of [lists[kind], 'timeline']) await client.invalidateQueries({ queryKey: [key] })
    inform(t('back.done'))
  }
  const start = (field: string) => back(field).catch((error: unknown) => { if (error instanceof ApiProblem && error.code === 'bulk.moved') setAsked(field); else complain(error) })
  return { fields, start, asked, anyway: (field: string) => back(field, true), close: () => setAsked(null) }
}
