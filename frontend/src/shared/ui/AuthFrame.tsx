import { NativeSelect, Title } from '@mantine/core'
import { IconLanguage } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '@/shared/api/types'
import { languages, switchLanguage } from '@/shared/i18n'
import classes from './AuthFrame.module.css'
import { useDocumentTitle } from './PageHeader'

interface AuthFrameProps {
  title: string
  /** One or two sentences under the title. */
  text?: ReactNode
  children?: ReactNode
  /** Other ways to go on. */
  foot?: ReactNode
  /** Beside the form where there is room. */
  aside?: ReactNode
  wide?: boolean
}

/** The frame of every page before log-in: one column, one thing to do, the language always at hand. */
export function AuthFrame({ title, text, children, foot, aside, wide }: AuthFrameProps) {
  useDocumentTitle(title)
  return (
    <div className={classes.page}>
      {aside ? <aside className={classes.aside}>{aside}</aside> : null}
      <main className={classes.main}>
        <div className={`${classes.box} ${wide ? classes.wide : ''}`}>
          <div className={classes.brand}><span className={classes.mark} aria-hidden>K</span>Kith</div>
          <Title order={1} className={classes.title}>{title}</Title>
          {text ? <p className={classes.text}>{text}</p> : null}
          {children ? <div className={classes.content}>{children}</div> : null}
          {foot ? <div className={classes.foot}>{foot}</div> : null}
        </div>
        <LanguageChoice />
      </main>
    </div>
  )
}

function LanguageChoice() {
  const { t, i18n } = useTranslation('nav')
  return (
    <div className={classes.language}>
      <NativeSelect size="xs" variant="unstyled" aria-label={t('language')} value={i18n.language} leftSection={<IconLanguage size={16} aria-hidden />}
        data={languages.map((l) => ({ value: l.code, label: l.name }))} onChange={(e) => void switchLanguage(e.currentTarget.value as Language)} />
    </div>
  )
}
