import { Button } from '@mantine/core'
import { IconLock, IconPencil, IconPlus, IconTrash, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Team } from '@/shared/api/types'
import { onDemand } from '@/shared/lib/onDemand'
import { Avatar } from '@/shared/ui/Avatar'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Denied } from '@/shared/ui/Denied'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Locked, useLock } from '@/shared/ui/Locked'
import { PageHeader } from '@/shared/ui/PageHeader'
import { RowMenu } from '@/shared/ui/RowMenu'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { inTree } from './tree'
import { teamsQuery, useDeleteTeam } from './teamQuery'
import classes from './Team.module.css'

const TeamDialog = onDemand(() => import('./TeamDialog').then((m) => m.TeamDialog), (p) => p.team !== null)

/** The teams, who is in them and who leads them. */
export function TeamsPage() {
  const { t } = useTranslation('access')
  const can = useCan()
  const [editing, setEditing] = useState<Team | 'new' | null>(null)
  const [deleting, setDeleting] = useState<Team | null>(null)
  const lock = useLock('teams')
  const edit = (team: Team | 'new') => (lock.plan ? lock.show() : setEditing(team))
  const add = can('team', 'create') ? <Button leftSection={lock.plan ? <IconLock size={16} aria-hidden /> : <IconPlus size={16} aria-hidden />} onClick={() => edit('new')}>{t('team.new')}</Button> : null
  return (
    <>
      <PageHeader title={t('team.title')} below={t('team.text')} actions={add} />
      <Locked lock={lock} />
      {can('team', 'read') ? <TeamList onEdit={edit} onDelete={setDeleting} add={add} /> : <Denied who={t('team.who')} />}
      <TeamDialog team={editing} onClose={() => setEditing(null)} />
      <DeleteDialog team={deleting} onClose={() => setDeleting(null)} />
    </>
  )
}

interface TeamListProps { onEdit: (team: Team) => void; onDelete: (team: Team) => void; add: React.ReactNode }

function TeamList({ onEdit, onDelete, add }: TeamListProps) {
  const { t } = useTranslation('access')
  const { data, error, refetch } = useQuery(teamsQuery())
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={4} height={40} />
  if (data.length === 0) return <EmptyState icon={<IconUsersGroup size={24} stroke={1.75} />} title={t('team.empty')} text={t('team.emptyText')} action={add} />
  return <>{inTree(data).map(({ team, depth }) => (
        <div key={team.id} style={{ marginInlineStart: `${depth * 24}px` }}>
          <TeamCard team={team} above={data.find((t) => t.id === team.parentId)?.name} onEdit={onEdit} onDelete={onDelete} />
        </div>
      ))}</>
}

function TeamCard({ team, above, onEdit, onDelete }: { team: Team; above?: string } & Pick<TeamListProps, 'onEdit' | 'onDelete'>) {
  const { t } = useTranslation('access')
  return (
    <Section title={team.name} text={above ? t('team.below', { name: above }) : undefined} actions={<TeamMenu team={team} onEdit={onEdit} onDelete={onDelete} />}>
      {team.members.length === 0 ? <p className={classes.none}>{t('team.nobody')}</p> : null}
      <ul className={classes.people}>
        {team.members.map((m) => (
          <li key={m.userId} className={classes.person}>
            <Avatar name={m.name} size={24} />{m.name}{m.manager ? <span className={classes.lead}>{t('team.leads')}</span> : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function TeamMenu({ team, onEdit, onDelete }: { team: Team } & Pick<TeamListProps, 'onEdit' | 'onDelete'>) {
  const { t } = useTranslation('access')
  const can = useCan()
  return (
    <RowMenu label={t('team.actions', { name: team.name })} entries={[
      can('team', 'update') && { label: t('team.edit'), icon: IconPencil, onClick: () => onEdit(team) },
      can('team', 'delete') && { label: t('team.delete'), icon: IconTrash, danger: true, onClick: () => onDelete(team) },
    ]} />
  )
}

/** A deleted team does not come back, so this asks. */
function DeleteDialog({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const { t } = useTranslation('access')
  const remove = useDeleteTeam()
  return (
    <ConfirmDialog opened={team !== null} onClose={onClose} danger title={t('team.deleteTitle', { name: team?.name ?? '' })} confirmLabel={t('team.delete')}
      onConfirm={() => (team ? remove.mutateAsync(team.id) : Promise.resolve())}>
      {t('team.deleteText')}
    </ConfirmDialog>
  )
}
