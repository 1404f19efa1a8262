import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OperatorCompany } from '@/shared/api/types'
import { Section } from '@/shared/ui/Section'
import { ActDialog } from './ActDialog'
import { actsFor, type Act } from './acts'
import classes from './Operator.module.css'

/** What an operator can do for a company in its state; each in a dialog that says what follows. */
export function Acts({ company }: { company: OperatorCompany }) {
  const { t } = useTranslation('operator')
  const [act, setAct] = useState<Act | null>(null)
  return (
    <Section title={t('act.title')} text={t('act.text')}>
      <div className={classes.acts}>
        {actsFor(company).map((a) => <Button key={a} variant="default" color={a === 'lock' ? 'red' : undefined} onClick={() => setAct(a)}>{t(`act.${a}`)}</Button>)}
      </div>
      <ActDialog company={company} act={act} onClose={() => setAct(null)} />
    </Section>
  )
}
