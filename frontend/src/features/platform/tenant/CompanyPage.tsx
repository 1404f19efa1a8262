import { NativeSelect, TextInput } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { meQuery, useCan } from '@/shared/api/me'
import type { Tenant } from '@/shared/api/types'
import { languages } from '@/shared/i18n'
import { currencyOptions, zones } from '@/shared/lib/place'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { inform } from '@/shared/ui/undoable'
import { SearchSelect } from '@/shared/ui/form/SearchSelect'

export const tenantQuery = () => queryOptions({ queryKey: ['/tenant'], queryFn: ({ signal }) => api.get('/tenant', { signal }) })

/** The company's name, language, currency and time zone. */
export function CompanyPage() {
  const { t } = useTranslation('settings')
  const can = useCan()
  return (
    <>
      <PageHeader title={t('company.title')} below={t('company.text')} />
      {can('tenant', 'read') ? <Company /> : <Denied who={t('company.who')} />}
    </>
  )
}

function Company() {
  const { data, error, refetch } = useQuery(tenantQuery())
  const can = useCan()
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={4} height={36} />
  return can('tenant', 'update') ? <CompanyForm key={data.version} tenant={data} /> : <CompanyFacts tenant={data} />
}

function CompanyFacts({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation('settings')
  const rows = [['name', tenant.name], ['language', languages.find((l) => l.code === tenant.language)?.name], ['currency', tenant.currency], ['timezone', tenant.timezone]] as const
  return <Section title={t('company.facts')} text={t('company.who')}>{rows.map(([code, value]) => <TextInput key={code} label={t(`company.${code}`)} value={value ?? ''} readOnly mb="md" />)}</Section>
}

type CompanyValues = Pick<Tenant, 'name' | 'language' | 'currency' | 'timezone'>

function CompanyForm({ tenant }: { tenant: Tenant }) {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const client = useQueryClient()
  const allZones = useMemo(zones, [])
  const { name, language, currency, timezone } = tenant
  const form = useApiForm<CompanyValues>({
    name: 'company',
    initialValues: { name, language, currency, timezone },
    labels: { name: t('company.name'), language: t('company.language'), currency: t('company.currency'), timezone: t('company.timezone') },
    required: ['name', 'timezone'],
    submit: async (values) => {
      const saved = await api.patch('/tenant', { body: { ...values, name: values.name.trim(), version: tenant.version } })
      client.setQueryData(tenantQuery().queryKey, saved)
      await client.invalidateQueries({ queryKey: meQuery().queryKey })
      inform(t('common:state.saved'))
    },
  })
  return (
    <Section title={t('company.facts')} text={t('company.address', { slug: tenant.slug })}>
      <ApiFormBody form={form} submitLabel={t('common:action.save')}>
        <TextInput {...form.field('name')} withAsterisk={false} maxLength={120} />
        <NativeSelect {...form.field('language')} description={t('company.languageHint')} data={languages.map((l) => ({ value: l.code, label: l.name }))} />
        <NativeSelect {...form.field('currency')} description={t('company.currencyHint')} data={currencyOptions(i18n.language)} />
        <SearchSelect {...form.field('timezone')} withAsterisk={false} description={t('company.timezoneHint')} data={allZones} allowDeselect={false} limit={60} />
      </ApiFormBody>
    </Section>
  )
}
