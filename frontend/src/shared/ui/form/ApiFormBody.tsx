import { Alert, Anchor, Button, Group, Stack } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiForm } from './useApiForm'

interface ApiFormBodyProps<V extends object> {
  form: ApiForm<V>
  children: ReactNode
  /** On the button: 'Save', 'Add contact'. */
  submitLabel: string
  onCancel?: () => void
  /** In place of the sentence about a problem, when there is more to say (what a seat costs). */
  problem?: ReactNode
  fullWidth?: boolean
}

/** The form's element, its general problem, the note about a restored draft, its buttons. */
export function ApiFormBody<V extends object>({ form, children, submitLabel, onCancel, problem, fullWidth }: ApiFormBodyProps<V>) {
  const { t } = useTranslation('common')
  return (
    <form onSubmit={form.onSubmit} noValidate>
      <Stack gap="md">
        {form.restored ? <Alert variant="light" p="xs">{t('form.restored')} <Anchor component="button" type="button" size="sm" onClick={form.startOver}>{t('form.startOver')}</Anchor></Alert> : null}
        <Fragment key={form.round}>{children}</Fragment>
        {form.problem ? <Alert color="red" variant="light" p="sm" role="alert">{problem ?? form.problem}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          {onCancel ? <Button variant="default" onClick={onCancel}>{t('action.cancel')}</Button> : null}
          <Button type="submit" loading={form.busy} fullWidth={fullWidth}>{submitLabel}</Button>
        </Group>
      </Stack>
    </form>
  )
}
