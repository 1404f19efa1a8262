import { Anchor, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import type { Deal, DealMove, Money, Stage } from '@/shared/api/types'
import { sayInMyWay } from '@/shared/lib/inMyWay'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput, type FieldKind } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { filledIn, OwnInputsLater, type OwnForm } from '@/shared/ui/own/ownForm'
import { askedLabel, roleAsked } from './asked'

/** What was given for the fields that a stage asks for. */
export type Given = Pick<DealMove, 'value' | 'expectedOn' | 'companyId' | 'contacts' | 'custom'>

/** A deal on its way into a stage that asks for more about it. */
export interface Gate { deal: Pick<Deal, 'id' | 'name'>; stage: Stage; fields: string[]; send: (given: Given) => Promise<unknown>; onCancel: () => void }

/** Asks for what is missing, and moves the deal with it. */
export function GateDialog({ gate }: { gate: Gate | null }) {
  const { t } = useTranslation('pipeline')
  return (
    <Modal opened={gate !== null} onClose={() => gate?.onCancel()} title={t('gate.title', { stage: gate?.stage.name ?? '' })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {gate ? <GateForm key={gate.fields.join()} {...gate} /> : null}
    </Modal>
  )
}

type Values = Record<string, string | Money | null> & Partial<OwnForm>
const kinds: Record<string, FieldKind> = { value: 'money', expectedOn: 'date', companyId: 'company' }
const kindOf = (field: string): FieldKind => kinds[field] ?? 'contact'
/** The fields of a form are no paths. */
const nameOf = (field: string) => field.replace(':', '_')

function GateForm({ deal, stage, fields: all, send, onCancel }: Gate) {
  const { t } = useTranslation(['pipeline', 'deal', 'nav'])
  const { data: own = [] } = useQuery(ownFieldsQuery('deal'))
  const asked = all.filter(isOwn)
  const fields = all.filter((f) => !isOwn(f))
  const said: Record<string, string> = { ...Object.fromEntries(own.map((f) => [ownKey(f.id), f.label])), ...Object.fromEntries(fields.map((f) => [nameOf(f), askedLabel(t, f, own)])) }
  const form = useApiForm<Values>({
    name: `deal.gate.${deal.id}.${stage.id}`,
    initialValues: { ...Object.fromEntries(fields.map((f) => [nameOf(f), kindOf(f) === 'date' ? '' : null])), ...(asked.length > 0 ? { custom: {} } : {}) } as Values,
    labels: said,
    aliases: { 'value.amount': 'value', 'value.currency': 'value' },
    required: fields.map(nameOf),
    submit: (values) => send({ ...given(fields, values), ...filledIn(values.custom ?? {}) }),
  })
  const complain = () => {
    onCancel()
    sayInMyWay(t('gate.rule', { stage: stage.name, fields: all.map((f) => said[isOwn(f) ? f : nameOf(f)]).filter(Boolean).join(', ') }))
  }
  return (
    <ApiFormBody form={form} submitLabel={t('gate.submit', { stage: stage.name })} onCancel={onCancel}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{t('gate.text', { name: deal.name })}</Text>
        {fields.map((f, i) => <FieldInput key={f} kind={kindOf(f)} {...form.field(nameOf(f))} {...(i === 0 ? { autoFocus: true, 'data-autofocus': true } : {})} />)}
        {asked.length > 0 ? <Suspense fallback={null}><OwnInputsLater object="deal" form={form} only={asked} /></Suspense> : null}
        <Anchor component="button" type="button" size="sm" c="dimmed" style={{ alignSelf: 'start' }} onClick={complain}>{t('nav:inMyWay')}</Anchor>
      </Stack>
    </ApiFormBody>
  )
}

const isOwn = (field: string) => field.startsWith('custom.')

function given(fields: string[], values: Values): Given {
  const out: Given = {}
  for (const f of fields) {
    const value = values[nameOf(f)] as string | Money | null
    const role = roleAsked(f)
    if (role) out.contacts = [...(out.contacts ?? []), { contactId: value as string, role }]
    else Object.assign(out, { [f]: value })
  }
  return out
}
