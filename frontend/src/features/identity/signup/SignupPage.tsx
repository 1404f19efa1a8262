import { Anchor } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AuthFrame } from '@/shared/ui/AuthFrame'
import { SentPage } from './SentPage'
import { SignupForm } from './SignupForm'
import { firstValues, type SignupValues } from './signup'
import classes from './Signup.module.css'

/** A company and its first person; then the page that says to look into the mail. */
export function SignupPage() {
  const { t, i18n } = useTranslation('auth')
  const [values, setValues] = useState<SignupValues>(() => firstValues(i18n.language))
  const [sent, setSent] = useState(false)
  if (sent) return <SentPage values={values} onChange={() => setSent(false)} />
  return (
    <AuthFrame title={t('signup.title')} text={t('signup.text')} aside={<Promises />}
      foot={<span>{t('signup.known')} <Anchor component={Link} to="/login" size="sm" underline="always">{t('login.submit')}</Anchor></span>}>
      <SignupForm initial={values} onSent={(next) => { setValues(next); setSent(true) }} />
    </AuthFrame>
  )
}

/** What signing up costs and promises, before anybody asks. */
function Promises() {
  const { t } = useTranslation('auth')
  return (
    <div className={classes.promises}>
      <p className={classes.lead}>{t('promise.lead')}</p>
      <ul>
        {(['trial', 'card', 'minute', 'data'] as const).map((code) => (
          <li key={code}><IconCheck size={20} aria-hidden /><span><b>{t(`promise.${code}`)}</b>{t(`promise.${code}Text`)}</span></li>
        ))}
      </ul>
    </div>
  )
}
