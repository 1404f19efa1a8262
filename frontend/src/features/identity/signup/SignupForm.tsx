import { NativeSelect, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Language } from '@/shared/api/types'
import { languages, switchLanguage } from '@/shared/i18n'
import { currencyOptions, zones } from '@/shared/lib/place'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { NewPasswordInput } from '@/shared/ui/NewPasswordInput'
import type { SignupValues } from './signup'
import classes from './Signup.module.css'
import { SearchSelect } from '@/shared/ui/form/SearchSelect'

/** The sign-up form. A reload keeps what was typed, save the password. */
export function SignupForm({ initial, onSent }: { initial: SignupValues; onSent: (values: SignupValues) => void }) {
  const { t, i18n } = useTranslation('auth')
  const allZones = useMemo(zones, [])
  const form = useApiForm<SignupValues>({
    name: 'signup',
    initialValues: initial,
    labels: {
      company: t('field.company'), name: t('field.name'), email: t('field.email'), password: t('field.password'),
      language: t('field.language'), currency: t('field.currency'), timezone: t('field.timezone'),
    },
    required: ['company', 'name', 'email', 'password', 'timezone'],
    secret: ['password'],
    submit: async (values) => { await api.post('/signups', { body: values }); onSent(values) },
  })
  const language = form.field('language')
  const changeLanguage = (code: Language) => { form.form.setFieldValue('language', code); void switchLanguage(code) }
  return (
    <ApiFormBody form={form} submitLabel={t('signup.submit')} fullWidth>
      <TextInput {...form.field('company')} withAsterisk={false} autoComplete="organization" maxLength={120} autoFocus />
      <TextInput {...form.field('name')} withAsterisk={false} autoComplete="name" maxLength={120} />
      <TextInput {...form.field('email')} withAsterisk={false} type="email" inputMode="email" autoComplete="username" />
      <NewPasswordInput {...form.field('password')} withAsterisk={false} about={() => { const { email, name, company } = form.form.getValues(); return { email, name, company } }} />
      <div className={classes.pair}>
        <NativeSelect {...language} data={languages.map((l) => ({ value: l.code, label: l.name }))} onChange={(e) => changeLanguage(e.currentTarget.value as Language)} />
        <NativeSelect {...form.field('currency')} data={currencyOptions(i18n.language)} />
      </div>
      <SearchSelect {...form.field('timezone')} withAsterisk={false} data={allZones} allowDeselect={false} limit={60} description={t('signup.zoneHint')} nothingFoundMessage={t('signup.noZone')} />
    </ApiFormBody>
  )
}
