import { Group, NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { preferenceQuery } from '@/shared/api/preference'
import type { Preference } from '@/shared/api/types'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { inform } from '@/shared/ui/undoable'

/** Which letters one wants from this company, and when. */
export function PreferenceForm() {
  const { t } = useTranslation('work')
  const query = useQuery(preferenceQuery())
  return (
    <Section title={t('work:letters.title')} text={t('work:letters.text')}>
      {query.data ? <Form preference={query.data} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <ListSkeleton rows={3} />}
    </Section>
  )
}

type Values = Record<'mail' | 'digestHour' | 'quietFrom' | 'quietTo' | 'lateDays', string>
const hours = Array.from({ length: 24 }, (_, h) => ({ value: String(h), label: `${String(h).padStart(2, '0')}:00` }))

function Form({ preference: p }: { preference: Preference }) {
  const { t } = useTranslation(['work', 'common'])
  const client = useQueryClient()
  const form = useApiForm<Values>({
    name: 'preference',
    initialValues: { mail: p.mail ? 'yes' : 'no', digestHour: String(p.digestHour), quietFrom: String(p.quietFrom), quietTo: String(p.quietTo), lateDays: String(p.lateDays) },
    labels: { mail: t('work:letters.mail'), digestHour: t('work:letters.digest'), quietFrom: t('work:letters.quietFrom'), quietTo: t('work:letters.quietTo'), lateDays: t('work:letters.late') },
    submit: async (v) => {
      const body = { mail: v.mail === 'yes', digestHour: Number(v.digestHour), quietFrom: Number(v.quietFrom), quietTo: Number(v.quietTo), lateDays: Number(v.lateDays) }
      client.setQueryData(preferenceQuery().queryKey, await api.patch('/me/preferences', { body }))
      inform(t('common:state.saved'))
    },
  })
  const { field } = form
  return (
    <ApiFormBody form={form} submitLabel={t('common:action.save')}>
      <NativeSelect {...field('mail')} data={[{ value: 'yes', label: t('work:letters.mailYes') }, { value: 'no', label: t('work:letters.mailNo') }]} />
      <Group grow gap="sm"><NativeSelect {...field('quietFrom')} data={hours} /><NativeSelect {...field('quietTo')} data={hours} /></Group>
      <NativeSelect {...field('digestHour')} data={[{ value: '-1', label: t('work:letters.never') }, ...hours]} />
      <NativeSelect {...field('lateDays')} data={[{ value: '0', label: t('work:letters.never') }, ...[1, 2, 3, 4, 5, 6, 7].map((n) => ({ value: String(n), label: t('work:letters.days', { count: n }) }))]} />
    </ApiFormBody>
  )
}
