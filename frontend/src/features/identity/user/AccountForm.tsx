import { NativeSelect, SegmentedControl, Stack, Text, TextInput, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { meQuery, useMe } from '@/shared/api/me'
import type { Language } from '@/shared/api/types'
import { languages, switchLanguage } from '@/shared/i18n'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { Section } from '@/shared/ui/Section'
import { inform } from '@/shared/ui/undoable'

/** One's name and language, the same in every company. */
export function AccountForm() {
  const { t } = useTranslation(['settings', 'common', 'work'])
  const { user } = useMe()
  const client = useQueryClient()
  const { tenant } = useMe()
  const form = useApiForm<{ name: string; language: Language; timezone: string }>({
    name: 'account',
    initialValues: { name: user.name, language: user.language, timezone: user.timezone },
    labels: { name: t('me.name'), language: t('me.language'), timezone: t('work:zone.label') },
    required: ['name'],
    submit: async (values) => {
      await api.patch('/me', { body: { name: values.name.trim(), language: values.language, timezone: values.timezone } })
      await switchLanguage(values.language)
      await client.invalidateQueries({ queryKey: meQuery().queryKey })
      inform(t('common:state.saved'))
    },
  })
  return (
    <Section title={t('me.person')} text={t('me.personText')}>
      <ApiFormBody form={form} submitLabel={t('common:action.save')}>
        <TextInput {...form.field('name')} withAsterisk={false} autoComplete="name" maxLength={120} />
        <TextInput label={t('me.email')} value={user.email} readOnly description={t('me.emailHint')} />
        <NativeSelect {...form.field('language')} data={languages.map((l) => ({ value: l.code, label: l.name }))} />
        <NativeSelect {...form.field('timezone')} data={[{ value: '', label: t('work:zone.company', { zone: tenant.timezone }) }, ...zones(user.timezone)]} />
      </ApiFormBody>
    </Section>
  )
}

/** Every time zone that this browser knows, and the chosen one. */
function zones(own: string): string[] {
  const all = Intl.supportedValuesOf('timeZone')
  return own === '' || all.includes(own) ? all : [own, ...all]
}

const schemes: MantineColorScheme[] = ['light', 'dark', 'auto']

/** Light or dark, on this device. */
export function ThemeChoice() {
  const { t } = useTranslation(['settings', 'nav'])
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Section title={t('nav:theme')}>
      <Stack gap={6} align="flex-start">
        <SegmentedControl aria-label={t('nav:theme')} value={colorScheme} onChange={(v) => setColorScheme(v as MantineColorScheme)}
          data={schemes.map((value) => ({ value, label: t(`nav:theme${value.charAt(0).toUpperCase()}${value.slice(1)}`) }))} />
        <Text size="xs" c="dimmed">{t('me.themeHint')}</Text>
      </Stack>
    </Section>
  )
}
