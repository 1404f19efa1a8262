import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { oneQuery } from '@/shared/api/list'
import { useMaybeMe } from '@/shared/api/me'
import { colleaguesQuery } from '@/shared/api/people'
import { useFormat } from '@/shared/i18n/format'
import type { Filter, FilterField } from './filters'

/** A filter's value in words: names in place of ids. */
export function FilterValue({ filter, field }: { filter: Filter; field: FilterField }) {
  const format = useFormat()
  const currency = useMaybeMe()?.tenant.currency ?? 'EUR'
  switch (field.kind) {
    case 'person': return <PersonName id={filter.value} />
    case 'company': return <CompanyName id={filter.value} />
    case 'choice': return <>{field.options?.find((o) => o.value === filter.value)?.label ?? filter.value}</>
    case 'date': return <>{Number.isNaN(Date.parse(filter.value)) ? filter.value : format.date(filter.value)}</>
    case 'money': return <>{format.moneyShort({ amount: Number(filter.value), currency })}</>
    case 'number': return <>{format.number(Number(filter.value))}</>
    case 'text': return <>{filter.value}</>
  }
}

function PersonName({ id }: { id: string }) {
  const { t } = useTranslation('common')
  const me = useMaybeMe()
  const { data } = useQuery(colleaguesQuery())
  if (id === 'me') return <>{t('filter.me')}</>
  return <>{data?.find((p) => p.userId === id)?.name ?? (me?.user.id === id ? me.user.name : '…')}</>
}

function CompanyName({ id }: { id: string }) {
  const { data } = useQuery(oneQuery('/companies', id))
  return <>{data?.name ?? '…'}</>
}
