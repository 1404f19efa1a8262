import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { colleaguesQuery } from '@/shared/api/people'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { Locked, useLock } from '@/shared/ui/Locked'
import { sharesQuery, teamNamesQuery, type About } from './shareQuery'
import { SearchSelect } from '@/shared/ui/form/SearchSelect'

interface Values { whom: string | null; endsOn: string }

interface ShareFormProps { about: About; onClose: () => void }

/** Opens a record to one person or team, until a day or for good; where the plan has no sharing, it says which one has. */
export function ShareForm(props: ShareFormProps) {
  const lock = useLock('shares')
  return lock.plan ? <Locked lock={{ ...lock, shown: true, hide: props.onClose }} /> : <Form {...props} />
}

function Form({ about, onClose }: ShareFormProps) {
  const { t } = useTranslation('deal')
  const client = useQueryClient()
  const form = useApiForm<Values>({
    name: `share.${about.kind}.${about.id}`,
    initialValues: { whom: null, endsOn: '' },
    labels: { whom: t('deal:share.whom'), endsOn: t('deal:share.endsOn') },
    aliases: { userId: 'whom', teamId: 'whom' },
    required: ['whom'],
    submit: async ({ whom, endsOn }) => {
      const [kind, id] = (whom ?? '').split(':')
      await api.post('/shares', { body: { ...about, ...(kind === 'team' ? { teamId: id } : { userId: id }), ...(endsOn ? { endsOn } : {}) } })
      void client.invalidateQueries({ queryKey: sharesQuery(about).queryKey })
      void client.invalidateQueries({ queryKey: ['timeline'] })
      void client.invalidateQueries({ queryKey: ['/access'] })
      onClose()
    },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('deal:share.submit')} onCancel={onClose}>
      <WhomSelect {...form.field('whom')} />
      <FieldInput kind="date" {...form.field('endsOn')} description={t('deal:share.endsOnHint')} />
    </ApiFormBody>
  )
}

/** People and teams in one list. */
function WhomSelect(input: Record<string, unknown>) {
  const { t } = useTranslation('deal')
  const people = useQuery(colleaguesQuery()).data ?? []
  const teams = useQuery(teamNamesQuery()).data ?? []
  const data = [
    { group: t('deal:share.people'), items: people.map((p) => ({ value: `user:${p.userId}`, label: `${p.name} · ${t(`nav:roles.${p.role}`)}` })) },
    { group: t('deal:share.teams'), items: teams.map((team) => ({ value: `team:${team.id}`, label: team.name })) },
  ].filter((g) => g.items.length > 0)
  return <SearchSelect {...input} autoFocus limit={100} data={data} placeholder={t('common:pick.placeholder')} />
}
