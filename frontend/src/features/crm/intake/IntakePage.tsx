import { Button } from '@mantine/core'
import { IconInbox, IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan } from '@/shared/api/me'
import type { Intake } from '@/shared/api/typesIntake'
import { useFormat } from '@/shared/i18n/format'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import rows from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { IntakeForm } from './IntakeForm'
import { intakesQuery } from './intakeQuery'
import { UseDialog } from './UseDialog'

type Act = 'use' | 'edit' | 'renew' | 'close'
interface Open { act: Act; intake: Intake }

/** The addresses at which leads come in by themselves: from web forms and other programs. */
export function IntakePage() {
  const { t } = useTranslation('intake')
  const may = useCan()('tenant', 'update')
  const [making, setMaking] = useState(false)
  const [open, setOpen] = useState<Open | null>(null)
  if (!may) return <><PageHeader title={t('title')} /><Denied who={t('who')} /></>
  const create = <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>{t('new')}</Button>
  return (
    <>
      <PageHeader title={t('title')} below={t('text')} actions={create} />
      <List onOpen={setOpen} />
      <IntakeForm opened={making} intake={null} onClose={() => setMaking(false)} onMade={(intake) => { setMaking(false); setOpen({ act: 'use', intake }) }} />
      <IntakeForm opened={open?.act === 'edit'} intake={open?.intake ?? null} onClose={() => setOpen(null)} onMade={() => setOpen(null)} />
      <UseDialog intake={open?.act === 'use' ? open.intake : null} onClose={() => setOpen(null)} />
      <Ending open={open} onClose={() => setOpen(null)} />
    </>
  )
}

function List({ onOpen }: { onOpen: (open: Open) => void }) {
  const { t } = useTranslation('intake')
  const { data, error, refetch } = useQuery(intakesQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={3} height={56} />
  if (data.items.length === 0) return <EmptyState icon={<IconInbox size={24} stroke={1.75} />} title={t('none')} text={t('noneText')} />
  return <Section title={t('list')}><ul className={rows.list}>{data.items.map((i) => <Row key={i.id} intake={i} onOpen={(act) => onOpen({ act, intake: i })} />)}</ul></Section>
}

function Row({ intake: i, onOpen }: { intake: Intake; onOpen: (act: Act) => void }) {
  const { t } = useTranslation('intake')
  const format = useFormat()
  const acts: [Act, string | undefined][] = [['use', undefined], ['edit', 'gray'], ['renew', 'gray'], ['close', 'red']]
  return (
    <li className={rows.row}>
      <IconInbox size={22} stroke={1.5} aria-hidden />
      <div className={rows.text}>
        <b>{i.name}</b>
        <span>{i.ownerId ? t('goesTo', { name: i.ownerName }) : t('goesToNobody')} · {t('since', { date: format.date(i.createdAt.slice(0, 10)) })}</span>
      </div>
      <div>{acts.map(([act, color]) => <Button key={act} size="xs" variant={act === 'use' ? 'default' : 'subtle'} color={color} onClick={() => onOpen(act)}>{t(`act.${act}`)}<span className="k-hidden">: {i.name}</span></Button>)}</div>
    </li>
  )
}

/** Another address, or none: both cut off whoever has the present one. */
function Ending({ open, onClose }: { open: Open | null; onClose: () => void }) {
  const { t } = useTranslation('intake')
  const client = useQueryClient()
  const renewing = open?.act === 'renew'
  const end = async ({ intake }: Open) => {
    const path = { id: intake.id }
    await (renewing ? api.post('/intakes/{id}/renew', { path, body: { version: intake.version } }) : api.del('/intakes/{id}', { path }))
    await client.invalidateQueries({ queryKey: intakesQuery().queryKey })
  }
  const label = t(renewing ? 'act.renew' : 'act.close')
  return (
    <ConfirmDialog opened={renewing || open?.act === 'close'} onClose={onClose} title={`${label}: ${open?.intake.name ?? ''}`} confirmLabel={label} danger={!renewing}
      onConfirm={() => (open ? end(open) : Promise.resolve())}>{t(renewing ? 'renewText' : 'closeText')}</ConfirmDialog>
  )
}
