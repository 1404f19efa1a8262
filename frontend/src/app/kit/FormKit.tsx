import { Paper } from '@mantine/core'
import { ApiProblem } from '@/shared/api/problem'
import type { Money } from '@/shared/api/types'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { FieldInput } from '@/shared/ui/form/FieldInput'
import { useApiForm } from '@/shared/ui/form/useApiForm'

interface Values { name: string; email: string; value: Money | null; expectedOn: string; owner: string | null; company: string | null; due: string | null; source: string; note: string }

export function FormKit() {
  const form = useApiForm<Values>({
    name: 'kit', initialValues: { name: '', email: '', value: { amount: 1_250_050, currency: 'EUR' }, expectedOn: '', owner: 'u1', company: 'f2', due: null, source: '', note: '' },
    labels: { name: 'Name', email: 'E-mail', value: 'Value', expectedOn: 'Expected on', owner: 'Owner', company: 'Company', due: 'Due', source: 'Source', note: 'Note' }, required: ['name'],
    submit: async () => { throw new ApiProblem({ status: 422, code: 'request.bad', errors: [{ field: 'email', code: 'email.bad', detail: 'bad address' }] }) },
  })
  const { field } = form
  return (
    <Paper withBorder p="lg" maw={520}>
      <ApiFormBody form={form} submitLabel="Save" onCancel={() => undefined}>
        <FieldInput kind="text" {...field('name')} />
        <FieldInput kind="email" {...field('email')} />
        <FieldInput kind="money" {...field('value')} />
        <FieldInput kind="date" {...field('expectedOn')} />
        <FieldInput kind="person" {...field('owner')} defaultLabel="Ana Kowalska" />
        <FieldInput kind="company" {...field('company')} defaultLabel="Tata Paper & Packaging" />
        <FieldInput kind="datetime" {...field('due')} />
        <FieldInput kind="choice" {...field('source')} options={[{ value: 'web', label: 'Web' }]} />
        <FieldInput kind="long" {...field('note')} />
      </ApiFormBody>
    </Paper>
  )
}
