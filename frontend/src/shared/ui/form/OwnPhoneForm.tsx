import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ApiFormBody } from './ApiFormBody'
import { useApiForm } from './useApiForm'

/** One's own number, at which a phone system rings before it calls somebody. */
export function OwnPhoneForm({ phone, onSaved }: { phone: string; onSaved: (phone: string) => unknown }) {
  const { t } = useTranslation('reach')
  const form = useApiForm<{ phone: string }>({
    name: 'own.phone', initialValues: { phone }, labels: { phone: t('own.number') },
    submit: async (body) => { await onSaved((await api.put('/me/phone', { body })).phone) },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('common:action.save')}>
      <TextInput {...form.field('phone')} withAsterisk={false} type="tel" inputMode="tel" autoComplete="tel" maxLength={40} description={t('own.hint')} />
    </ApiFormBody>
  )
}
