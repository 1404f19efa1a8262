import { ActionIcon, Button, Text } from '@mantine/core'
import { IconArchive, IconDownload, IconSend, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Archive, Vault } from '@/shared/api/typesVault'
import { useFormat } from '@/shared/i18n/format'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { EmptyState } from '@/shared/ui/EmptyState'
import { RowMenu } from '@/shared/ui/RowMenu'
import { StatusDot } from '@/shared/ui/StatusDot'
import classes from './Vault.module.css'
import { useVault } from './vaultQuery'

/** The archives that are kept, the newest first, each with its certificate. */
export function ArchiveList({ vault }: { vault: Vault }) {
  const { t } = useTranslation('archive')
  if (vault.items.length === 0) return vault.making ? null : <EmptyState icon={<IconArchive size={24} stroke={1.75} />} title={t('empty')} text={t('emptyText')} />
  return <ul className={classes.list} aria-label={t('list')}>{vault.items.map((a) => <One key={a.id} archive={a} bucket={vault.bucket !== null} />)}</ul>
}

function One({ archive: a, bucket }: { archive: Archive; bucket: boolean }) {
  const { t } = useTranslation(['archive', 'common'])
  const format = useFormat()
  const rights = useMe().permissions.archive
  const { save, send, remove } = useVault()
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState(false)
  const when = format.dateTime(a.at)
  return (
    <li>
      <div className={classes.head}>
        <div className={classes.told}>
          <b>{when}</b>
          <p>{t('facts', { size: format.size(a.bytes), rows: format.number(a.rows), count: a.rows })} · {a.byName ? t('by', { name: a.byName }) : t('bySchedule')}</p>
          <p className={classes.state}>
            <StatusDot tone="ok">{t('proved')}</StatusDot>
            {a.recipient ? <StatusDot tone="info">{t('sealed')}</StatusDot> : null}
            {a.sentAt ? <StatusDot tone="ok">{t('sent')}</StatusDot> : a.sendProblem ? <StatusDot tone="bad">{t('unsent')}</StatusDot> : null}
          </p>
        </div>
        <Button size="compact-md" variant="default" loading={busy} leftSection={<IconDownload size={14} aria-hidden />} onClick={() => { setBusy(true); void save(a).finally(() => setBusy(false)) }}>{t('fetch')}<span className="k-hidden">: {when}</span></Button>
        {rights?.update && bucket && !a.sentAt
          ? <RowMenu label={t('menu', { when })} entries={[{ label: t('sendAgain'), icon: IconSend, onClick: () => void send(a) }, rights.delete !== undefined && { label: t('common:action.delete'), icon: IconTrash, danger: true, onClick: () => setAsked(true) }]} />
          : rights?.delete ? <ActionIcon variant="subtle" color="gray" aria-label={t('delete', { when })} onClick={() => setAsked(true)}><IconTrash size={16} aria-hidden /></ActionIcon> : null}
      </div>
      {a.sendProblem && !a.sentAt ? <Text size="sm" c="red" mt={4}>{t(`why.${a.sendProblem}`)} {t('triedAgain')}</Text> : null}
      <Certificate archive={a} />
      <ConfirmDialog opened={asked} onClose={() => setAsked(false)} title={t('deleteTitle')} confirmLabel={t('common:action.delete')} onConfirm={() => remove(a)} danger>{t('deleteText', { when })}</ConfirmDialog>
    </li>
  )
}

/** What was compared, when, and what one can check oneself. */
function Certificate({ archive: a }: { archive: Archive }) {
  const { t } = useTranslation('archive')
  const format = useFormat()
  const rows: [string, string, boolean?][] = [
    [t('cert.at'), format.dateTime(a.at)], [t('cert.proved'), t('cert.provedText', { at: format.dateTime(a.provedAt), rows: format.number(a.rows), count: a.rows, parts: format.number(a.parts), seconds: format.number(Math.max(1, Math.round(a.tookMs / 1000))) })],
    [t('cert.result'), t('cert.same')], [t('cert.content'), a.content, true], [t('cert.file'), a.sha256, true], [t('cert.key'), a.key, true],
  ]
  if (a.recipient) rows.push([t('cert.recipient'), a.recipient, true])
  if (a.sentAt) rows.push([t('cert.sent'), format.dateTime(a.sentAt)])
  return (
    <details className={classes.certificate}>
      <summary>{t('certificate')}<span className="k-hidden">: {format.dateTime(a.at)}</span></summary>
      <dl>{rows.map(([name, value, code]) => <div key={name}><dt>{name}</dt><dd>{code ? <code>{value}</code> : value}</dd></div>)}</dl>
    </details>
  )
}
