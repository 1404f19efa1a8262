import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { inform } from '@/shared/ui/undoable'
import classes from './Mfa.module.css'

/** New recovery codes, shown this once. */
export function RecoveryCodes({ codes, onClose }: { codes: string[] | null; onClose: () => void }) {
  const { t } = useTranslation('security')
  const copy = () => void navigator.clipboard.writeText(codes?.join('\n') ?? '').then(() => inform(t('codes.copied')))
  return (
    <Modal opened={codes !== null} onClose={onClose} title={t('codes.title')} withCloseButton={false} closeOnClickOutside={false}>
      <Stack gap="md">
        <Text size="sm">{t('codes.keep')}</Text>
        <ul className={classes.codes}>{codes?.map((c) => <li key={c}>{c}</li>)}</ul>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={copy}>{t('codes.copy')}</Button>
          <Button onClick={onClose} data-autofocus>{t('codes.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
