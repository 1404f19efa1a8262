import { TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { EmailSetting } from '@/shared/api/typesReach'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { inform } from '@/shared/ui/undoable'
import { emailSettingQuery } from './emailQuery'

/** Where answers go to e-mails of people whose role does not show addresses. */
export function EmailSection() {
  const { data, error, refetch } = useQuery(emailSettingQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return data ? <AnswersForm key={data.version} setting={data} /> : <ListSkeleton rows={2} height={36} />
}

function AnswersForm({ setting }: { setting: EmailSetting }) {
  const { t } = useTranslation('reach')
  const client = useQueryClient()
  const form = useApiForm<{ replyTo: string }>({
    name: 'reach.email', initialValues: { replyTo: setting.replyTo }, labels: { replyTo: t('replyTo') },
    submit: async ({ replyTo }) => {
      client.setQueryData(emailSettingQuery().queryKey, await api.put('/settings/email', { body: { replyTo: replyTo.trim(), version: setting.version } }))
      inform(t('common:state.saved'))
    },
  })
  return (
    <Section title={t('emails')} text={t('emailsText')}>
      <ApiFormBody form={form} submitLabel={t('common:action.save')}>
        <TextInput {...form.field('replyTo')} withAsterisk={false} type="email" inputMode="email" autoComplete="off" maxLength={254} description={t('replyToHint')} />
      </ApiFormBody>
    </Section>
  )
}
