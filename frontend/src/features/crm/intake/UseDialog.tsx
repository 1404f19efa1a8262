import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Intake } from '@/shared/api/typesIntake'
import { curlOf, formOf } from './snippets'

/** How an address is used: a form for a web page, and a command for programs, both ready to be copied. */
export function UseDialog({ intake, onClose }: { intake: Intake | null; onClose: () => void }) {
  const { t } = useTranslation(['intake', 'common'])
  return (
    <Modal opened={intake !== null} onClose={onClose} title={intake ? `${t('act.use')}: ${intake.name}` : ''} size="lg" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {intake ? <Ways url={intake.url} /> : null}
    </Modal>
  )
}

function Ways({ url }: { url: string }) {
  const { t } = useTranslation('intake')
  const labels = { name: t('field.name'), email: t('field.email'), phone: t('field.phone'), company: t('field.company'), message: t('field.message'), send: t('field.send') }
  return (
    <Stack gap="lg">
      <Way title={t('way.address')} text={t('way.addressText')} value={url} />
      <Way title={t('way.form')} text={t('way.formText')} value={formOf(url, labels)} />
      <Way title={t('way.program')} text={t('way.programText')} value={curlOf(url)} />
    </Stack>
  )
}

function Way({ title, text, value }: { title: string; text: string; value: string }) {
  const { t } = useTranslation('intake')
  return (
    <Stack gap={6} component="section">
      <Group justify="space-between" gap="xs">
        <Text fw={550} component="h3">{title}</Text>
        <CopyButton value={value}>{({ copied, copy }) => <Button size="xs" variant="default" onClick={copy}>{t(copied ? 'copied' : 'copy')}<span className="k-hidden">: {title}</span></Button>}</CopyButton>
      </Group>
      <Text size="sm" c="dimmed">{text}</Text>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>{value}</Code>
    </Stack>
  )
}
