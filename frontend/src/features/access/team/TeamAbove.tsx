import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Team } from '@/shared/api/types'
import { below } from './tree'
import { teamsQuery } from './teamQuery'
import { SearchSelect } from '@/shared/ui/form/SearchSelect'

interface TeamAboveProps { team: Team | null; value: string | null; onChange: (id: string | null) => void }

/** The team that a team stands below: any but itself and those below it. */
export function TeamAbove({ team, value, onChange }: TeamAboveProps) {
  const { t } = useTranslation('access')
  const { data = [] } = useQuery(teamsQuery())
  const taboo = team ? below(data, team.id) : []
  const free = data.filter((other) => !taboo.includes(other.id))
  if (free.length === 0) return null
  return <SearchSelect label={t('team.above')} placeholder={t('team.top')} clearable data={free.map((other) => ({ value: other.id, label: other.name }))} value={value} onChange={onChange} />
}
