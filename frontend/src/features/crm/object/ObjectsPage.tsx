import { Button, Group } from '@mantine/core'
import { IconBox, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import { objectsQuery } from '@/shared/api/objects'
import type { OwnObject } from '@/shared/api/typesObject'
import { onDemand } from '@/shared/lib/onDemand'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import rows from '@/shared/ui/RowList.module.css'
import { RowMenu } from '@/shared/ui/RowMenu'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain, undoable } from '@/shared/ui/undoable'
import { icons } from './icons'
import { useObjectActs } from './objectQuery'

const ObjectDialog = onDemand(() => import('./ObjectDialog').then((m) => m.ObjectDialog), (p) => p.opened)

/** The kinds of records that the company has made for itself. */
export function ObjectsPage() {
  const { t } = useTranslation('object')
  const may = useCan()('tenant', 'update')
  const [open, setOpen] = useState<OwnObject | 'new' | null>(null)
  const { data, error, refetch } = useQuery({ ...objectsQuery(), enabled: may })
  if (!may) return <><PageHeader title={t('title')} /><Denied who={t('who')} /></>
  const add = <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen('new')}>{t('new')}</Button>
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} actions={data?.length ? add : null} />
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <List all={data} onEdit={setOpen} add={add} /> : <ListSkeleton rows={4} height={56} />}
      <ObjectDialog opened={open !== null} object={open === 'new' ? null : open} onClose={() => setOpen(null)} />
    </>
  )
}

function List({ all, onEdit, add }: { all: OwnObject[]; onEdit: (o: OwnObject) => void; add: React.ReactNode }) {
  const { t } = useTranslation('object')
  const used = all.filter((o) => o.state === 'active')
  const archived = all.filter((o) => o.state === 'archived')
  if (all.length === 0) return <EmptyState icon={<IconBox size={24} stroke={1.75} />} title={t('none')} text={t('noneText')} action={add} />
  return (
    <>
      {used.length > 0 ? <Section title={t('used')}><ul className={rows.list}>{used.map((o) => <Row key={o.id} object={o} onEdit={onEdit} />)}</ul></Section> : null}
      {archived.length > 0 ? <Section title={t('archived')} text={t('archivedText')}><ul className={rows.list}>{archived.map((o) => <Row key={o.id} object={o} onEdit={onEdit} />)}</ul></Section> : null}
    </>
  )
}

function Row({ object, onEdit }: { object: OwnObject; onEdit: (o: OwnObject) => void }) {
  const { t } = useTranslation('object')
  const { slug } = useMe().tenant
  const { change, remove, restore } = useObjectActs()
  const Icon = icons[object.icon]
  const become = (state: OwnObject['state']) => { change(object, { state }).then((saved) => undoable({ message: t(`became.${state}`, { name: object.plural }), undo: () => change(saved, { state: object.state }) }), complain) }
  const drop = () => { remove(object).then(() => undoable({ message: t('deleted', { name: object.plural }), undo: () => restore(object) }), complain) }
  const active = object.state === 'active'
  return (
    <li className={rows.row}>
      <Icon size={22} stroke={1.5} aria-hidden />
      <div className={rows.text}><b>{object.plural}</b><span>{t('oneIs', { name: object.name })}</span></div>
      <Group gap={4} wrap="nowrap">
        <Button size="xs" variant="default" component={Link} to={`/${slug}/objects/${object.id}` as '/'}>{t('open')}<span className="k-hidden">: {object.plural}</span></Button>
        {active ? <Button size="xs" variant="default" component={Link} to={`/${slug}/settings/fields` as '/'} search={{ object: object.code } as never}>{t('fields')}<span className="k-hidden">: {object.plural}</span></Button> : null}
        <RowMenu label={t('more', { name: object.plural })} entries={[
          { label: t('edit'), onClick: () => onEdit(object) },
          active && { label: t('archive'), onClick: () => become('archived') },
          !active && { label: t('use'), onClick: () => become('active') },
          !active && { label: t('delete'), danger: true, onClick: drop },
        ]} />
      </Group>
    </li>
  )
}
