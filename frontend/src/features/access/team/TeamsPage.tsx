import { Button } from '@mantine/core'
import { IconArrowsRightLeft, IconLock, IconPencil, IconPlus, IconTrash, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Team } from '@/shared/api/types'
import { ChangePreview } from '@/shared/ui/access/ChangePreview'
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
import { below, inTree } from './tree'
import { teamsQuery, useDeleteTeam } from './teamQuery'
import { useMoveTeam } from './useTeamChange'
import classes from './Team.module.css'

const TeamDialog = onDemand(() => import('./TeamDialog').then((m) => m.TeamDialog), (p) => p.team !== null)

/** What drags is fetched apart. Nothing that can be pressed stands in for it: a menu opened there would close when the code comes. */
const TeamTree = lazy(async () => ({ default: (await import('./TeamTree')).TeamTree }))

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
  const can = useCan()
  const { data, error, refetch } = useQuery(teamsQuery())
  const { move, asked, answer } = useMoveTeam()
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={4} height={40} />
  if (data.length === 0) return <EmptyState icon={<IconUsersGroup size={24} stroke={1.75} />} title={t('team.empty')} text={t('team.emptyText')} action={add} />
  const card = (team: Team) => <TeamCard team={team} teams={data} onMove={move} onEdit={onEdit} onDelete={onDelete} />
  return (
    <>
      {can('team', 'update') && data.length > 1 ? <Suspense fallback={<ListSkeleton rows={4} height={40} />}><TeamTree teams={data} onMove={move}>{card}</TeamTree></Suspense> : inTree(data).map(({ team, depth }) => <div key={team.id} style={{ marginInlineStart: depth * 24, paddingBottom: 12 }}>{card(team)}</div>)}
      <ChangePreview asked={asked} onAnswer={answer} />
    </>
  )
}

interface TeamCardProps extends Pick<TeamListProps, 'onEdit' | 'onDelete'> { team: Team; teams: Team[]; onMove: (team: Team, above: Team | null) => void }

function TeamCard({ team, teams, onMove, onEdit, onDelete }: TeamCardProps) {
  const above = teams.find((other) => other.id === team.parentId)?.name
  const { t } = useTranslation('access')
  return (
    <Section title={team.name} text={above ? t('team.below', { name: above }) : undefined} actions={<span className={classes.person}><MoveMenu team={team} teams={teams} onMove={onMove} /><TeamMenu team={team} onEdit={onEdit} onDelete={onDelete} /></span>}>
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

/** The way without dragging: the teams that this one can stand below. */
function MoveMenu({ team, teams, onMove }: Pick<TeamCardProps, 'team' | 'teams' | 'onMove'>) {
  const { t } = useTranslation('access')
  const can = useCan()
  const taboo = below(teams, team.id)
  const free = teams.filter((other) => other.id !== team.parentId && !taboo.includes(other.id))
  return (
    <RowMenu label={t('team.move', { name: team.name })} title={t('team.above')} icon={<IconArrowsRightLeft size={16} aria-hidden />} entries={can('team', 'update') ? [
      team.parentId !== null && { label: t('team.top'), onClick: () => onMove(team, null) },
      ...free.map((other) => ({ label: other.name, onClick: () => onMove(team, other) })),
    ] : []} />
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
