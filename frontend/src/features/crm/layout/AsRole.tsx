import { NativeSelect, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { QueryClient, QueryClientProvider, keepPreviousData, useQuery } from '@tanstack/react-query'
import { Fragment, lazy, Suspense, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleCode } from '@/shared/api/access'
import { isMade, kindOf, ownFieldsQuery } from '@/shared/api/fields'
import { meQuery, useMe } from '@/shared/api/me'
import type { OwnField, StandardObject } from '@/shared/api/typesField'
import type { LaidObject, Layout, LayoutPreview, LayoutSection } from '@/shared/api/typesLayout'
import type { Me } from '@/shared/api/types'
import { ErrorState } from '@/shared/ui/ErrorState'
import { CompanyPicker, ContactPicker, DealPicker } from '@/shared/ui/form/pickers'
import type { PickerProps } from '@/shared/ui/form/picking'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { asRoleQuery, lastMadeQuery, lastQuery, useLaidObjects, useRoleOptions } from './layoutQuery'
import classes from './Layout.module.css'

/** Draws the fields of a record in an order. */
export type Drawn = (props: { object: LaidObject; record: unknown; given: Layout }) => ReactNode

interface AsRoleProps {
  object: LaidObject
  /** With whose eyes one begins. */
  role: RoleCode
  /** As they would be; without them the layout that applies is shown. */
  sections?: LayoutSection[]
  draw: Drawn
}

const MadePicker = lazy(() => import('./MadePicker').then((m) => ({ default: m.MadePicker })))

/** Where one looks for records of a kind, and the one that was changed last. */
function useRecords(object: LaidObject) {
  const id = useLaidObjects().find((o) => o.code === object)?.id ?? ''
  const made = isMade(object)
  const last = useQuery({ ...lastQuery(made ? 'contact' : (object as StandardObject)), enabled: !made })
  const lastMade = useQuery({ ...lastMadeQuery(id), enabled: made && id !== '' })
  const pick = (props: PickerProps) => {
    if (!made) { const Picker = pickers[object as StandardObject]; return <Picker {...props} /> }
    return <Suspense fallback={null}><MadePicker id={id} {...props} /></Suspense>
  }
  const first = made ? lastMade.data : last.data
  return { first: first && { id: first.id, name: first.name }, pick }
}

const pickers = { contact: ContactPicker, company: CompanyPicker, deal: DealPicker }

/** A record as somebody with a role sees it: the server says what that is, nothing can be changed here. */
export function AsRole({ object, role: first, sections, draw }: AsRoleProps) {
  const { t } = useTranslation('layout')
  const [role, setRole] = useState(first)
  const [picked, setPicked] = useState<{ id: string; name: string | null } | null>(null)
  const roles = useRoleOptions()
  const { first: last, pick } = useRecords(object)
  const [drafted] = useDebouncedValue(sections, 250)
  const id = picked?.id ?? last?.id ?? ''
  const { data, error, refetch } = useQuery({ ...asRoleQuery(object, role, id, drafted), enabled: id !== '', placeholderData: keepPreviousData })
  const name = roles.find((r) => r.value === role)?.label ?? ''
  return (
    <Stack gap="sm">
      <NativeSelect label={t('look.role')} value={role} onChange={(e) => setRole(e.currentTarget.value)} data={roles} />
      {last ? <Fragment key={last.id}>{pick({ label: t('look.record'), defaultValue: id, defaultLabel: picked?.name ?? last.name, onChange: (to, named) => setPicked(to ? { id: to, name: named } : null) })}</Fragment> : null}
      {last === null ? <Text size="sm" c="dimmed">{t('look.nothing')}</Text> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <Look object={object} role={name} seen={data} draw={draw} /> : <ListSkeleton rows={6} />}
    </Stack>
  )
}

function Look({ object, role, seen, draw }: { object: LaidObject; role: string; seen: LayoutPreview; draw: Drawn }) {
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
function useEyes(object: LaidObject, seen: LayoutPreview): QueryClient | null {
  const me = useMe()
  const { data: fields } = useQuery(ownFieldsQuery(object))
  return useMemo(() => (fields ? eyes(me, object, seen, fields) : null), [me, object, seen, fields])
}

function eyes(me: Me, object: LaidObject, seen: LayoutPreview, fields: OwnField[]): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, enabled: false } } })
  client.setQueryData(meQuery().queryKey, { ...me, permissions: { [kindOf(object)]: { read: 'all' } }, fields: { [kindOf(object)]: seen.fields } })
  client.setQueryData(ownFieldsQuery(object).queryKey, fields)
  return client
}
