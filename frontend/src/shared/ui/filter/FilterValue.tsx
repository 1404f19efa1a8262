import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { oneQuery } from '@/shared/api/list'
import { useMaybeMe } from '@/shared/api/me'
import { colleaguesQuery } from '@/shared/api/people'
import { useFormat } from '@/shared/i18n/format'
import { opKey, needsValue, type Filter, type FilterField } from './filters'
import { splitValues } from './tree'

/** A condition as a sentence. */
export function FilterWords({ filter, field }: { filter: Filter; field: FilterField }) {
  const { t } = useTranslation('common')
  return <>{field.label} {t(opKey(filter.op))} {needsValue(filter.op) ? <b><FilterValue filter={filter} field={field} /></b> : null}</>
}

/** A filter's value in words: names in place of ids. */
function FilterValue({ filter, field }: { filter: Filter; field: FilterField }) {
  const { t } = useTranslation('list')
  const format = useFormat()
  const currency = useMaybeMe()?.tenant.currency ?? 'EUR'
  const option = (value: string) => field.options?.find((o) => o.value === value)?.label ?? value
  const [way, count] = filter.value.split(':')
  if (filter.op === 'within') return <>{count ? t(way === 'last' ? 'list:lastDays' : 'list:nextDays', { count: Number(count), n: format.number(Number(count)) }) : t(`list:span.${way as 'today'}`)}</>
  if (filter.op === 'older') return <>{t('list:daysAgo', { count: Number(filter.value), n: format.number(Number(filter.value)) })}</>
  if (filter.op === 'anyOf') return <>{splitValues(filter.value).map(option).join(', ')}</>
  switch (field.kind) {
    case 'person': return <PersonName id={filter.value} />
    case 'company': case 'contact': case 'deal': return <RecordName kind={field.kind} id={filter.value} />
    case 'choice': return <>{option(filter.value)}</>
    case 'date': return <>{Number.isNaN(Date.parse(filter.value)) ? filter.value : format.date(filter.value)}</>
    case 'money': return <>{format.moneyShort({ amount: Number(filter.value), currency })}</>
    case 'number': return <>{format.number(Number(filter.value))}</>
    case 'text': return <>{filter.value}</>
  }
}

export function usePersonName(id: string): string {
  const { t } = useTranslation('common')
  const me = useMaybeMe()
  const { data } = useQuery({ ...colleaguesQuery(), enabled: id !== '' && id !== 'me' })
  if (id === '') return ''
  if (id === 'me') return t('filter.me')
  return data?.find((p) => p.userId === id)?.name ?? (me?.user.id === id ? me.user.name : '…')
}

const lists = { company: '/companies', contact: '/contacts', deal: '/deals' } as const
export type RecordField = keyof typeof lists

export function useRecordName(kind: RecordField, id: string): string {
  const { data, isError } = useQuery({ ...oneQuery(lists[kind], id), enabled: id !== '' })
  return id === '' ? '' : data?.name ?? (isError ? '—' : '…')
}

const PersonName = ({ id }: { id: string }) => <>{usePersonName(id)}</>
const RecordName = ({ kind, id }: { kind: RecordField; id: string }) => <>{useRecordName(kind, id)}</>
