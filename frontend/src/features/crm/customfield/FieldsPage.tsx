import { Button, Group } from '@mantine/core'
import { IconForms, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { FieldObject, OwnField } from '@/shared/api/typesField'
import { onDemand } from '@/shared/lib/onDemand'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { FieldList } from './FieldList'
import { fieldsQuery, useObjects } from './fieldQuery'
import type { FieldAct } from './FieldRow'

const FieldDialog = onDemand(() => import('./FieldDialog').then((m) => m.FieldDialog), (p) => p.opened)
const ConvertDialog = onDemand(() => import('./ConvertDialog').then((m) => m.ConvertDialog), (p) => p.field !== null)
const DeleteDialog = onDemand(() => import('./DeleteDialog').then((m) => m.DeleteDialog), (p) => p.field !== null)

interface Open { act: FieldAct; field: OwnField }

/** The fields that the company adds to its people, companies and deals. */
export function FieldsPage() {
  const { t } = useTranslation('field')
  const may = useCan()('tenant', 'update')
  const [object, setObject] = useState<FieldObject>((useSearch({ strict: false }) as { object?: FieldObject }).object ?? 'contact')
  const [making, setMaking] = useState(false)
  const [open, setOpen] = useState<Open | null>(null)
  const { data, error, refetch } = useQuery({ ...fieldsQuery(), enabled: may })
  const objects = useObjects()
  if (!may) return <><PageHeader title={t('title')} /><Denied who={t('who')} /></>
  const close = () => setOpen(null)
  const of = (act: FieldAct) => (open?.act === act ? open.field : null)
  const all = data ?? []
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} actions={<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t('new')}</Button>} />
      <Group gap={6} mb="md" role="group" aria-label={t('of')}>
        {objects.map((o) => <Button key={o.code} size="sm" variant={o.code === object ? 'light' : 'default'} aria-pressed={o.code === object} onClick={() => setObject(o.code)}>{o.name}</Button>)}
      </Group>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <Shown object={object} title={objects.find((o) => o.code === object)?.name ?? ''} all={all} onAct={(act, field) => setOpen({ act, field })} /> : <ListSkeleton rows={4} height={56} />}
      <FieldDialog opened={making || of('edit') !== null} field={of('edit')} object={object} title={objects.find((o) => o.code === object)?.name ?? ''} all={all} onClose={() => { setMaking(false); close() }} />
      <ConvertDialog field={of('convert')} onClose={close} />
      <DeleteDialog field={of('delete')} onClose={close} />
    </>
  )
}

function Shown({ object, title, all, onAct }: { object: FieldObject; title: string; all: OwnField[]; onAct: (act: FieldAct, field: OwnField) => void }) {
  const { t } = useTranslation('field')
  const own = all.filter((f) => f.object === object)
  if (own.length === 0) return <EmptyState icon={<IconForms size={24} stroke={1.75} />} title={t('none')} text={t('noneText')} />
  return <FieldList object={object} title={title} fields={own} onAct={onAct} />
}
