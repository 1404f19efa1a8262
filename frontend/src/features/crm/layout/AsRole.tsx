import { NativeSelect, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { QueryClient, QueryClientProvider, keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleCode } from '@/shared/api/access'
import { ownFieldsQuery } from '@/shared/api/fields'
import { meQuery, useMe } from '@/shared/api/me'
import type { StandardObject, OwnField } from '@/shared/api/typesField'
import type { Layout, LayoutPreview, LayoutSection } from '@/shared/api/typesLayout'
import type { Me } from '@/shared/api/types'
import { ErrorState } from '@/shared/ui/ErrorState'
import { CompanyPicker, ContactPicker, DealPicker } from '@/shared/ui/form/pickers'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { asRoleQuery, lastQuery, useRoleOptions } from './layoutQuery'
import classes from './Layout.module.css'

/** Draws the fields of a record in an order. */
export type Drawn = (props: { object: StandardObject; record: unknown; given: Layout }) => ReactNode

interface AsRoleProps {
  object: StandardObject
  /** With whose eyes one begins. */
  role: RoleCode
  /** As they would be; without them the layout that applies is shown. */
  sections?: LayoutSection[]
  draw: Drawn
}

const pickers = { contact: ContactPicker, company: CompanyPicker, deal: DealPicker }

/** A record as somebody with a role sees it: the server says what that is, nothing can be changed here. */
export function AsRole({ object, role: first, sections, draw }: AsRoleProps) {
  const { t } = useTranslation('layout')
  const [role, setRole] = useState(first)
  const [picked, setPicked] = useState<{ id: string; name: string | null } | null>(null)
  const roles = useRoleOptions()
  const last = useQuery(lastQuery(object))
  const [drafted] = useDebouncedValue(sections, 250)
  const id = picked?.id ?? last.data?.id ?? ''
  const { data, error, refetch } = useQuery({ ...asRoleQuery(object, role, id, drafted), enabled: id !== '', placeholderData: keepPreviousData })
  const Picker = pickers[object]
  const name = roles.find((r) => r.value === role)?.label ?? ''
  return (
    <Stack gap="sm">
      <NativeSelect label={t('look.role')} value={role} onChange={(e) => setRole(e.currentTarget.value)} data={roles} />
      {last.data ? <Picker key={last.data.id} label={t('look.record')} defaultValue={id} defaultLabel={picked?.name ?? last.data.name} onChange={(to, named) => setPicked(to ? { id: to, name: named } : null)} /> : null}
      {last.data === null ? <Text size="sm" c="dimmed">{t('look.nothing')}</Text> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <Look object={object} role={name} seen={data} draw={draw} /> : <ListSkeleton rows={6} />}
    </Stack>
  )
}

function Look({ object, role, seen, draw }: { object: StandardObject; role: string; seen: LayoutPreview; draw: Drawn }) {
  const { t } = useTranslation('layout')
  const client = useEyes(object, seen)
  return (
    <div className={classes.look} role="region" aria-label={t('look.as', { role })}>
      <Text size="sm" mb={8}><b>{t('look.as', { role })}</b> {t('look.readOnly')} {t(`look.scope.${seen.scope}`)}</Text>
      {seen.record === null || seen.record === undefined
        ? <Text size="sm" c="dimmed">{t('look.unseen')}</Text>
        : client ? <QueryClientProvider client={client}>{draw({ object, record: seen.record, given: seen.layout })}</QueryClientProvider> : <ListSkeleton rows={6} />}
    </div>
  )
}

/** What the page knows of the person at the screen, as if they had the role: they may read such records, and nothing else. */
function useEyes(object: StandardObject, seen: LayoutPreview): QueryClient | null {
  const me = useMe()
  const { data: fields } = useQuery(ownFieldsQuery(object))
  return useMemo(() => (fields ? eyes(me, object, seen, fields) : null), [me, object, seen, fields])
}

function eyes(me: Me, object: StandardObject, seen: LayoutPreview, fields: OwnField[]): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, enabled: false } } })
  client.setQueryData(meQuery().queryKey, { ...me, permissions: { [object]: { read: 'all' } }, fields: { [object]: seen.fields } })
  client.setQueryData(ownFieldsQuery(object).queryKey, fields)
  return client
}
