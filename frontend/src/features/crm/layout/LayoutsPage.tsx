import { Button, Group, NativeSelect } from '@mantine/core'
import { IconLayoutList } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleCode } from '@/shared/api/access'
import { useCan } from '@/shared/api/me'
import type { LaidObject, LayoutFor, LayoutSection, LayoutSetup } from '@/shared/api/typesLayout'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { useLayoutFor } from '@/shared/ui/record/LayoutNote'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain, inform } from '@/shared/ui/undoable'
import { LayoutEditor } from './LayoutEditor'
import { pipelinesQuery, setupQuery, useLaidObjects, useLayoutActs, useRoleOptions } from './layoutQuery'

interface LayoutsPageProps {
  object?: LaidObject
  /** A record as a role sees it, in sections that may not be kept yet. */
  preview: (props: { object: LaidObject; role: RoleCode; sections: LayoutSection[] }) => ReactNode
}

/** In which order the fields of records stand: for everybody, for a role, for a pipeline. */
export function LayoutsPage({ object: first, preview }: LayoutsPageProps) {
  const { t } = useTranslation('layout')
  const may = useCan()('tenant', 'update')
  const [object, setObject] = useState<LaidObject>(first ?? 'contact')
  const { data, error, refetch } = useQuery({ ...setupQuery(object), enabled: may })
  const objects = useLaidObjects()
  if (!may) return <><PageHeader title={t('title')} /><Denied who={t('who')} /></>
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} />
      <Group gap={6} mb="md" role="group" aria-label={t('of')}>
        {objects.map((o) => <Button key={o.code} size="sm" variant={o.code === object ? 'light' : 'default'} aria-pressed={o.code === object} onClick={() => setObject(o.code)}>{o.name}</Button>)}
      </Group>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data ? <Chosen key={object} object={object} setup={data} preview={preview} /> : <ListSkeleton rows={4} height={56} />}
    </>
  )
}

/** For whom: the layout of these people, or the offer to make one. */
function Chosen({ object, setup, preview }: Required<Omit<LayoutsPageProps, 'object'>> & { object: LaidObject; setup: LayoutSetup }) {
  const { t } = useTranslation('layout')
  const [role, setRole] = useState<RoleCode>('')
  const [pipelineId, setPipelineId] = useState('')
  const roles = useRoleOptions()
  const pipelines = useQuery({ ...pipelinesQuery(), enabled: object === 'deal' }).data ?? []
  const made = setup.layouts.find((l) => l.for.role === role && (l.for.pipelineId ?? '') === pipelineId)
  const own = roles.find((r) => r.value === role)
  const words = useLayoutFor()({ role, roleName: own?.label ?? '', pipelineId: pipelineId || null, pipelineName: pipelines.find((p) => p.id === pipelineId)?.name ?? '', made: false })
  const mark = (of: (f: LayoutFor) => boolean) => (setup.layouts.some((l) => of(l.for)) ? ' •' : '')
  return (
    <>
      <Group gap="sm" align="flex-end" mb="xs">
        <NativeSelect label={t('forRole')} value={role} onChange={(e) => setRole(e.currentTarget.value)}
          data={[{ value: '', label: t('everybody') + mark((f) => f.role === '' && (f.pipelineId ?? '') === pipelineId) }, ...roles.map((r) => ({ ...r, label: r.label + mark((f) => f.role === r.value && (f.pipelineId ?? '') === pipelineId) }))]} />
        {object === 'deal' ? (
          <NativeSelect label={t('forPipeline')} value={pipelineId} onChange={(e) => setPipelineId(e.currentTarget.value)}
            data={[{ value: '', label: t('everyPipeline') + mark((f) => f.role === role && !f.pipelineId) }, ...pipelines.map((p) => ({ value: p.id, label: p.name + mark((f) => f.role === role && f.pipelineId === p.id) }))]} />
        ) : null}
      </Group>
      {made
        ? <><p>{t('whoSees', { who: words })} {closer(setup, role, pipelineId) ? t('closer') : null}</p><LayoutEditor key={`${made.id} ${made.version}`} object={object} setup={setup} layout={made} preview={(sections) => preview({ object, role: role || 'employee', sections })} /></>
        : <Offer object={object} role={role} pipelineId={pipelineId} setup={setup} words={words} />}
    </>
  )
}

/** Whether some of these people have a layout of their own. */
const closer = (setup: LayoutSetup, role: RoleCode, pipelineId: string) =>
  setup.layouts.some((l) => (role === '' || l.for.role === role) && (pipelineId === '' || l.for.pipelineId === pipelineId) && (l.for.role !== role || (l.for.pipelineId ?? '') !== pipelineId))

function Offer({ object, role, pipelineId, setup, words }: { object: LaidObject; role: RoleCode; pipelineId: string; setup: LayoutSetup; words: string }) {
  const { t } = useTranslation('layout')
  const { make } = useLayoutActs()
  const from = setup.layouts.find((l) => l.for.role === role && !l.for.pipelineId) ?? setup.layouts.find((l) => !l.for.role && !l.for.pipelineId)
  const begin = () => { make(object, role, pipelineId, from?.sections ?? setup.usual).then(() => inform(t('made')), complain) }
  return (
    <EmptyState icon={<IconLayoutList size={24} stroke={1.75} />} title={t('none', { who: words })} text={t('noneText')} action={<Button onClick={begin}>{t('make')}</Button>} />
  )
}
