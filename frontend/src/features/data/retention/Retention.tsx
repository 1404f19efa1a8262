import { Alert, Button, Group } from '@mantine/core'
import { IconHourglass } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { RetentionRule } from '@/shared/api/typesPrivacy'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { ErrorState } from '@/shared/ui/ErrorState'
import classes from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { rulesQuery, useRules } from './retentionQuery'
import { RuleDialog } from './RuleDialog'
import { useRuleText } from './ruleText'
import { WaitingList } from './WaitingList'

/** How long records are kept: a rule for each object, what it finds today, and the list of what goes soon. */
export function Retention() {
  const { t } = useTranslation('retention')
  const { data, error, refetch } = useQuery(rulesQuery())
  const [chosen, setChosen] = useState<RetentionRule | null>(null)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={4} height={48} />
  return (
    <>
      <Section title={t('title')} text={t('text')}>
        <ul className={classes.list}>{data.items.map((r) => <RuleRow key={r.rule} rule={r} onChange={() => setChosen(r)} />)}</ul>
      </Section>
      <WaitingList />
      {chosen ? <RuleDialog rule={chosen} onClose={() => setChosen(null)} /> : null}
    </>
  )
}

function RuleRow({ rule, onChange }: { rule: RetentionRule; onChange: () => void }) {
  const { t } = useTranslation('retention')
  const { nameOf, sayOf } = useRuleText()
  const may = useCan()('privacy', 'delete')
  const { allow } = useRules()
  const [asking, setAsking] = useState(false)
  const counts = { due: rule.due, total: rule.total }
  return (
    <li className={classes.row}>
      <IconHourglass size={22} stroke={1.5} aria-hidden />
      <div className={classes.text}>
        <b>{nameOf(rule)}</b>
        <span>{rule.months > 0 ? `${sayOf(rule)} · ${t('due', counts)}` : t('rule.none')}</span>
        {rule.problem ? <Alert color={rule.problem === 'share' ? 'orange' : 'gray'} variant="light" p="xs" mt={4}>{t(`problem.${rule.problem}`, counts)}</Alert> : null}
      </div>
      {may ? (
        <Group gap="xs" wrap="wrap" justify="flex-end">
          {rule.problem === 'share' ? <Button size="xs" color="orange" variant="light" onClick={() => setAsking(true)}>{t('allow', counts)}</Button> : null}
          <Button size="xs" variant="default" onClick={onChange}>{t(rule.months > 0 ? 'change' : 'set')}<span className="k-hidden">: {nameOf(rule)}</span></Button>
        </Group>
      ) : null}
      <ConfirmDialog opened={asking} onClose={() => setAsking(false)} title={t('allowTitle')} confirmLabel={t('allow', counts)} danger onConfirm={() => allow(rule)}>
        {t('allowText', { ...counts, names: rule.first.join(', ') })}
      </ConfirmDialog>
    </li>
  )
}
