import { NativeSelect, NumberInput, SimpleGrid, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Every, Vault } from '@/shared/api/typesVault'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { inform } from '@/shared/ui/undoable'
import { useVault } from './vaultQuery'

const often: Every[] = ['off', 'daily', 'weekly', 'monthly']

/** How often one is made, how many are kept, to whose key they are sealed. */
export function PlanForm({ vault }: { vault: Vault }) {
  const { t } = useTranslation(['archive', 'common'])
  const { put } = useVault()
  const form = useApiForm<{ every: Every; keep: number; recipient: string }>({
    name: 'archive.plan', initialValues: { every: vault.every, keep: vault.keep, recipient: vault.recipient },
    labels: { every: t('every'), keep: t('keep'), recipient: t('recipient') },
    submit: async (values) => { put(await api.put('/archives/plan', { body: { ...values, keep: Number(values.keep), version: vault.version } })); inform(t('common:state.saved')) },
  })
  return (
    <ApiFormBody form={form} submitLabel={t('common:action.save')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <NativeSelect {...form.field('every')} withAsterisk={false} data={often.map((e) => ({ value: e, label: t(`often.${e}`) }))} />
        <NumberInput {...form.field('keep')} withAsterisk={false} min={1} max={30} allowDecimal={false} description={t('keepHint')} inputWrapperOrder={['label', 'input', 'description', 'error']} />
      </SimpleGrid>
      <Textarea {...form.field('recipient')} withAsterisk={false} autosize minRows={1} maxRows={4} maxLength={3000} spellCheck={false} autoComplete="off" placeholder="age1…" description={t('recipientHint')} />
    </ApiFormBody>
  )
}
