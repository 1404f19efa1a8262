import { Modal, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useLayout } from '@/shared/api/layouts'
import { useMe, useOpenFields } from '@/shared/api/me'
import type { Deal, Money, Pipeline, Stage } from '@/shared/api/types'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { filledIn, OwnInputsLater, useOwnLabels, type OwnForm } from '@/shared/ui/own/ownForm'
import { inform } from '@/shared/ui/undoable'
import { dealsChanged } from './dealQuery'
import { GateDialog, type Gate, type Given } from './GateDialog'
import { passGate } from './useMoveDeal'

interface NewDealProps { opened: boolean; onClose: () => void; stages: Stage[]; company?: { id: string; name: string }; contactId?: string }

/** Five fields for a new deal; only the name must be filled. */
export function NewDeal({ opened, onClose, ...rest }: NewDealProps) {
  const { t } = useTranslation('deal')
  return (
    <Modal opened={opened} onClose={onClose} title={t('deal:new.title')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <NewDealForm onClose={onClose} {...rest} /> : null}
    </Modal>
  )
}

interface Values { name: string; value: Money | null; companyId: string | null; stageId: string; expectedOn: string; custom: OwnForm['custom'] }

function NewDealForm({ onClose, stages, company, contactId }: Omit<NewDealProps, 'opened'>) {
  const { t } = useTranslation('deal')
  const create = useCreateDeal()
  const { currency } = useMe().tenant
  const { fills } = useOpenFields('deal')
  const [gate, setGate] = useState<Gate | null>(null)
  const open = stages.filter((s) => s.kind === 'open' && !s.closed)
  const form = useApiForm<Values>({
    name: 'deal.new',
    initialValues: { name: '', value: null, companyId: company?.id ?? null, stageId: open[0]?.id ?? '', expectedOn: '', custom: {} },
    labels: { name: t('deal:field.name'), value: t('deal:field.value'), companyId: t('deal:field.company'), stageId: t('deal:field.stage'), expectedOn: t('deal:field.expectedOn'), ...useOwnLabels('deal') },
    aliases: { 'value.amount': 'value', 'value.currency': 'value' },
    required: ['name'],
    submit: async (v) => {
      const body = {
        name: v.name.trim(), companyId: v.companyId, stageId: v.stageId || undefined,
        ...(fills('value') ? { value: v.value ?? { amount: 0, currency } } : {}), ...(fills('expectedOn') ? { expectedOn: v.expectedOn || null } : {}),
        ...filledIn(v.custom), ...(contactId ? { contacts: [{ contactId, role: 'other' as const }] } : {}),
      }
      const post = (given: Given) => create({ ...body, ...given, ...(body.custom || given.custom ? { custom: { ...body.custom, ...given.custom } } : {}), ...(given.contacts ? { contacts: [...(body.contacts ?? []), ...given.contacts] } : {}) })
      const deal = await passGate({ deal: { id: 'new', name: body.name }, stage: open.find((s) => s.id === v.stageId) ?? open[0]!, post }, setGate)
      if (!deal) return
      onClose()
      inform(t('deal:new.added', { name: deal.name }))
    },
  })
  const { field } = form
  const layout = useLayout('deal', usePipelineOf(stages))
  const asks = (key: string) => !layout || layout.ask.includes(key)
  return (
    <>
      <ApiFormBody form={form} submitLabel={t('deal:new.submit')} onCancel={onClose}>
        <Stack gap="sm">
          <FieldInput kind="text" {...field('name')} data-autofocus placeholder={t('deal:new.namePlaceholder')} />
          {fills('value') && asks('value') ? <FieldInput kind="money" {...field('value')} /> : null}
          {asks('companyId') || company ? <FieldInput kind="company" {...field('companyId')} defaultLabel={company?.name} /> : null}
          <FieldInput kind="choice" {...field('stageId')} options={open.map((s) => ({ value: s.id, label: s.name }))} />
          {fills('expectedOn') && asks('expectedOn') ? <FieldInput kind="date" {...field('expectedOn')} /> : null}
          <Suspense fallback={null}><OwnInputsLater object="deal" form={form} also={layout?.ask} /></Suspense>
        </Stack>
      </ApiFormBody>
      <GateDialog gate={gate} />
    </>
  )
}

/** The pipeline of some stages, if the page knows it already. */
function usePipelineOf(stages: Stage[]): string | undefined {
  const known = useQueryClient().getQueryData<Pipeline[]>(['/pipelines']) ?? []
  return known.find((p) => p.stages.some((s) => s.id === stages[0]?.id))?.id
}

function useCreateDeal() {
  const client = useQueryClient()
  return async (body: Parameters<typeof post>[0]): Promise<Deal> => {
    const deal = await post(body)
    dealsChanged(client)
    void client.invalidateQueries({ queryKey: ['timeline'] })
    void client.invalidateQueries({ queryKey: ['/first-steps'] })
    return deal
  }
}

const post = (body: NonNullable<Parameters<typeof api.post<'/deals'>>[1]>['body']) => api.post('/deals', { body })
