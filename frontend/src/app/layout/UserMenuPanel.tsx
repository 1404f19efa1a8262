import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconKeyboard, IconLogout, IconMessageReport, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { newsQuery } from '@/features/crm/feedback/feedbackQuery'
import { useMe } from '@/shared/api/me'
import type { Language } from '@/shared/api/types'
import { languages } from '@/shared/i18n'
import { useFormat } from '@/shared/i18n/format'
import { OpenMenu } from '@/shared/ui/OpenMenu'
import { useChooseLanguage, useLogout } from './account'
import type { MenuTarget } from './MenuButton'
import { sayInMyWay } from '@/shared/lib/inMyWay'
import { showShortcuts } from './overlays'

const schemes: { code: MantineColorScheme; text: string; icon: typeof IconSun }[] = [
  { code: 'light', text: 'themeLight', icon: IconSun },
  { code: 'dark', text: 'themeDark', icon: IconMoon },
  { code: 'auto', text: 'themeAuto', icon: IconDeviceDesktop },
]

/** The menu of `UserMenu`, fetched when it is first opened. */
export function UserMenuPanel({ button }: { button: MenuTarget }) {
  const { t } = useTranslation('nav')
  const { tenant } = useMe()
  const format = useFormat()
  const news = useQuery(newsQuery()).data?.count ?? 0
  const logout = useLogout(useNavigate(), useQueryClient())
  return (
    <OpenMenu button={button} position="right-end" width={232}>
      <Menu.Item component={Link} to="/$slug/settings/me" params={{ slug: tenant.slug } as never} leftSection={<IconUserCircle size={16} aria-hidden />}>{t('profile')}</Menu.Item>
      <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={() => showShortcuts(true)}>{t('keys.title')}</Menu.Item>
      <Menu.Item leftSection={<IconMessageReport size={16} aria-hidden />} rightSection={news > 0 ? format.number(news) : null} onClick={() => sayInMyWay('')}>{t('inMyWay')}</Menu.Item>
      <Menu.Divider />
      <SchemeItems />
      <Menu.Divider />
      <LanguageItems />
      <Menu.Divider />
      <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void logout()}>{t('logout')}</Menu.Item>
    </OpenMenu>
  )
}

function SchemeItems() {
  const { t } = useTranslation('nav')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Label>{t('theme')}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={(code) => setColorScheme(code as MantineColorScheme)}>
        {schemes.map(({ code, text, icon: Icon }) => <Menu.RadioItem key={code} value={code} closeMenuOnClick={false} rightSection={<Icon size={16} aria-hidden />}>{t(text)}</Menu.RadioItem>)}
      </Menu.RadioGroup>
    </>
  )
}

function LanguageItems() {
  const { t, i18n } = useTranslation('nav')
  const choose = useChooseLanguage()
  return (
    <>
      <Menu.Label>{t('language')}</Menu.Label>
      <Menu.RadioGroup value={i18n.language} onChange={(code) => choose(code as Language)}>
        {languages.map(({ code, name }) => <Menu.RadioItem key={code} value={code} lang={code} closeMenuOnClick={false}>{name}</Menu.RadioItem>)}
      </Menu.RadioGroup>
    </>
  )
}
