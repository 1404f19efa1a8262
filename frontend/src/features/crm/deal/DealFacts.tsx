import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMask, useMe } from '@/shared/api/me'
import type { Deal, Money } from '@/shared/api/types'
import type { Layout } from '@/shared/api/typesLayout'
import { fieldProblemText } from '@/shared/i18n/problemText'
import { useFormat } from '@/shared/i18n/format'
import { ApiProblem } from '@/shared/api/problem'
import { Avatar } from '@/shared/ui/Avatar'
import { InlineEdit, InlineText } from '@/shared/ui/form/InlineEdit'
import { MoneyInput } from '@/shared/ui/form/MoneyInput'
import { CompanyPicker, PersonPicker } from '@/shared/ui/form/pickers'
import { Fact } from '@/shared/ui/record/Fact'
import { LaidOut } from '@/shared/ui/record/LaidOut'
import classes from './DealFacts.module.css'
import { useSaveDeal } from './dealQuery'
import { expectedOf } from './expected'

/** What is known about the deal, each thing edited where it is read. */
export function DealFacts({ deal, given }: { deal: Deal; given?: Layout }) {
  const { t } = useTranslation('deal')
  const save = useSaveDeal()
  return <LaidOut object="deal" title={t('deal:facts')} pipelineId={deal.pipelineId} record={deal} save={(changes, shown) => save(deal, changes, shown)} given={given} facts={useFacts(deal)} />
}

function useFacts(deal: Deal): Record<string, ReactNode> {
  const { t } = useTranslation('deal')
  const format = useFormat()
  const save = useSaveDeal()
  const fixed = !useCan()('deal', 'update')
  const mask = useMask()
  const expected = expectedOf(deal, t, format)
  return {
    value: <Fact label={t('deal:field.value')}>{mask('deal', 'value') === 'hide' ? t('common:field.hidden') : <ValueEdit deal={deal} disabled={fixed || mask('deal', 'value') === 'read'} />}</Fact>,
    expectedOn: (
      <Fact label={t('deal:field.expectedOn')}>
        <InlineText label={t('deal:field.expectedOn')} type="date" value={deal.expectedOn ?? ''} empty={t('deal:add.date')} disabled={fixed} onSave={(day) => save(deal, { expectedOn: day || null })}
          shown={expected ? <>{expected.date}{expected.late ? <span className={classes.late}> · {expected.late}</span> : null}</> : undefined} />
      </Fact>
    ),
    companyId: <Fact label={t('deal:field.company')}><CompanyEdit deal={deal} disabled={fixed} /></Fact>,
    ownerId: <Fact label={t('deal:field.owner')}><OwnerEdit deal={deal} disabled={fixed} /></Fact>,
    lostReason: deal.status === 'lost' ? <Fact label={t('deal:field.lostReason')}><InlineText type="long" label={t('deal:field.lostReason')} value={deal.lostReason ?? ''} disabled={fixed} onSave={(lostReason) => save(deal, { lostReason })} /></Fact> : null,
    closedAt: deal.closedAt ? <Fact label={t('deal:field.closedAt')}>{format.date(deal.closedAt)}</Fact> : null,
    stageSince: <Fact label={t('deal:field.stageSince')}><span title={format.dateTime(deal.stageSince)}>{format.relative(deal.stageSince)}</span></Fact>,
  }
}

interface EditProps { deal: Deal; disabled: boolean }
const sameMoney = (a: Money, b: Money) => a.amount === b.amount && a.currency === b.currency

function ValueEdit({ deal, disabled }: EditProps) {
  const { t } = useTranslation('deal')
  const format = useFormat()
  const save = useSaveDeal()
  const label = t('deal:field.value')
  const store = async (value: Money) => {
    if (Number.isNaN(value.amount)) throw new ApiProblem({ status: 422, code: 'field.bad', params: { field: label } })
    await save(deal, { value })
  }
  return (
    <InlineEdit label={label} value={deal.value} same={sameMoney} shown={<b className="k-num">{format.money(deal.value)}</b>} disabled={disabled} onSave={store}
      input={({ value, set, error }) => <MoneyInput defaultValue={value} aria-label={label} label="" autoFocus error={error ?? (Number.isNaN(value.amount) ? fieldProblemText('field.bad', label, '') : undefined)} onChange={(m) => set(m ?? { amount: 0, currency: value.currency })} />} />
  )
}

interface Choice { id: string | null; name: string | null }
const sameChoice = (a: Choice, b: Choice) => a.id === b.id

function CompanyEdit({ deal, disabled }: EditProps) {
  const { t } = useTranslation('deal')
  const save = useSaveDeal()
  const { slug } = useMe().tenant
  const label = t('deal:field.company')
  const value: Choice = { id: deal.companyId, name: deal.companyName }
  return (
    <span className={classes.companyFact}>
      <InlineEdit label={label} value={value} same={sameChoice} disabled={disabled} shown={deal.companyName || <span className={classes.none}>{t('deal:add.company')}</span>}
        onSave={(c) => save(deal, { companyId: c.id }, { companyName: c.name })}
        input={({ set }) => <CompanyPicker aria-label={label} autoFocus defaultValue={value.id} defaultLabel={value.name} onChange={(id, name) => set({ id, name }, true)} />} />
      {deal.companyId ? <Anchor component={Link} to={`/${slug}/companies/${deal.companyId}`} size="sm">{t('deal:openCompany')}</Anchor> : null}
    </span>
  )
}

function OwnerEdit({ deal, disabled }: EditProps) {
  const { t } = useTranslation('deal')
  const save = useSaveDeal()
  const label = t('deal:field.owner')
  const value: Choice = { id: deal.ownerId, name: deal.ownerName }
  const shown = deal.ownerName ? <span className={classes.person}><Avatar name={deal.ownerName} size={22} />{deal.ownerName}</span> : '—'
  return (
    <InlineEdit label={label} value={value} same={sameChoice} disabled={disabled} shown={shown}
      onSave={async (p) => { if (p.id) await save(deal, { ownerId: p.id }, { ownerName: p.name }) }}
      input={({ set }) => <PersonPicker aria-label={label} autoFocus defaultValue={value.id} defaultLabel={value.name} onChange={(id, name) => set({ id, name }, id !== null)} />} />
  )
}
