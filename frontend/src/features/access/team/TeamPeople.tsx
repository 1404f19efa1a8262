import { ActionIcon, Checkbox } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { colleaguesQuery } from '@/shared/api/people'
import { Avatar } from '@/shared/ui/Avatar'
import type { TeamMember } from './teamQuery'
import classes from './Team.module.css'
import { SearchSelect } from '@/shared/ui/form/SearchSelect'

/** The people of a team: added by name, each with the mark whether they lead it. */
export function TeamPeople({ members, onChange }: { members: TeamMember[]; onChange: (members: TeamMember[]) => void }) {
  const { t } = useTranslation('access')
  const { data = [] } = useQuery(colleaguesQuery())
  const left = data.filter((c) => !members.some((m) => m.userId === c.userId))
  const add = (userId: string | null) => {
    const found = left.find((c) => c.userId === userId)
    if (found) onChange([...members, { userId: found.userId, name: found.name, manager: false }])
  }
  const lead = (userId: string, manager: boolean) => onChange(members.map((m) => (m.userId === userId ? { ...m, manager } : m)))
  return (
    <div>
      <SearchSelect label={t('team.people')} placeholder={t('team.addPerson')} data={left.map((c) => ({ value: c.userId, label: c.name }))} value={null} onChange={add} limit={50} />
      <ul className={classes.edit}>
        {members.map((m) => (
          <li key={m.userId}>
            <Avatar name={m.name} size={28} />
            <span className={classes.name}>{m.name}</span>
            <Checkbox size="sm" checked={m.manager} label={t('team.leads')} aria-label={`${t('team.leads')}: ${m.name}`} onChange={(e) => lead(m.userId, e.currentTarget.checked)} />
            <ActionIcon aria-label={t('team.takeOut', { name: m.name })} onClick={() => onChange(members.filter((x) => x.userId !== m.userId))}><IconX size={16} aria-hidden /></ActionIcon>
          </li>
        ))}
      </ul>
    </div>
  )
}
