import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan, useMe } from '@/shared/api/me'
import { colleaguesQuery } from '@/shared/api/people'
import { RemoteSelect } from './RemoteSelect'
import type { SelectProps } from './picking'
import { SearchSelect } from './SearchSelect'

const few = 20

/** A colleague. Who may not see colleagues can choose only themselves. */
export function PersonSelect({ defaultValue, defaultLabel, onChange, label, typed, ...input }: SelectProps) {
  const { t } = useTranslation('common')
  const { user } = useMe()
  const { data = [] } = useQuery(colleaguesQuery())
  const people = data.map((p) => ({ value: p.userId, label: p.name }))
  const known = [{ value: user.id, label: user.name }, ...(defaultValue ? [{ value: defaultValue, label: defaultLabel ?? '…' }] : [])]
  const all = [...people, ...known.filter((k, i) => !people.some((p) => p.value === k.value) && known.findIndex((x) => x.value === k.value) === i)]
  const name = typeof label === 'string' ? label : input['aria-label']
  const search = useCarried(typed)
  return (
    <SearchSelect {...input} {...search} label={label} clearable data={all} defaultValue={defaultValue ?? null} limit={100}
      onChange={(value, option) => onChange(value, option?.label ?? null)} placeholder={input.placeholder ?? t('pick.placeholder')} clearButtonProps={{ 'aria-label': t('pick.clear', { label: name ?? '' }) }} />
  )
}

/** Goes on with what was typed before the code was there; without any, the search is left to the input. */
function useCarried(typed: string | undefined) {
  const [searchValue, onSearchChange] = useState('')
  // eslint-disable-next-line react/exhaustive-deps -- once
  useEffect(() => { if (typed !== undefined) onSearchChange(typed) }, [])
  return typed === undefined ? {} : { searchValue, onSearchChange }
}

/** A company; one that does not exist yet can be made by its name where the role allows. */
export function CompanySelect(props: SelectProps) {
  const may = useCan()
  return (
    <RemoteSelect {...props} source="/companies"
      search={async (q, signal) => (await api.get('/companies', { query: { q: q || undefined, limit: few }, signal })).items.map((c) => ({ value: c.id, label: c.name }))}
      create={may('company', 'create') ? async (name) => { const c = await api.post('/companies', { body: { name } }); return { value: c.id, label: c.name } } : undefined} />
  )
}

/** A person of the customer. */
export function ContactSelect(props: SelectProps) {
  return (
    <RemoteSelect {...props} source="/contacts"
      search={async (q, signal) => (await api.get('/contacts', { query: { q: q || undefined, limit: few }, signal })).items.map((c) => ({ value: c.id, label: c.name }))} />
  )
}

/** A deal. */
export function DealSelect(props: SelectProps) {
  return (
    <RemoteSelect {...props} source="/deals"
      search={async (q, signal) => (await api.get('/deals', { query: { q: q || undefined, limit: few }, signal })).items.map((d) => ({ value: d.id, label: d.name }))} />
  )
}
