import { Button, Group, Paper, Stack } from '@mantine/core'
import { IconAddressBook, IconArrowRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NetworkFailure } from '@/shared/api/problem'
import { dueText } from '@/shared/i18n/due'
import { useFormat } from '@/shared/i18n/format'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot, type Tone } from '@/shared/ui/StatusDot'
import { Timeline, TimelineItem } from '@/shared/ui/Timeline'
import { undoable } from '@/shared/ui/undoable'

const tones: Tone[] = ['ok', 'warn', 'bad', 'info', 'dim', 'accent']

export function PartsKit() {
  const { t } = useTranslation('common')
  const format = useFormat()
  const [open, setOpen] = useState(false)
  return (
    <Stack gap="lg">
      <Group>
        <Button>Filled</Button><Button variant="default">Default</Button><Button variant="light">Light</Button><Button variant="subtle">Subtle</Button><Button color="red" onClick={() => setOpen(true)}>Danger</Button>
        <Button variant="default" onClick={() => undoable({ message: 'Anna Nowak deleted', undo: () => Promise.reject(new NetworkFailure(null)) })}>Undoable</Button>
      </Group>
      <Group>{tones.map((tone) => <StatusDot key={tone} tone={tone}>{tone}</StatusDot>)}{tones.map((tone) => <StatusDot key={tone} tone={tone} pill>{tone}</StatusDot>)}</Group>
      <Group>{[-5, -1, 0, 1, 6].map((d) => <span key={d}>{dueText(t, { dueAt: new Date(Date.now() + d * 864e5).toISOString(), allDay: true }, format.day).text}</span>)}<b className="k-num">{format.money({ amount: 123456789, currency: 'INR' })} · {format.money({ amount: 123456789, currency: 'PHP' })} · {format.money({ amount: 4550, currency: 'PLN' })}</b></Group>
      <Paper withBorder p="lg" maw={640}>
        <Timeline label="Timeline">
          <TimelineItem at={new Date(Date.now() - 36e5).toISOString()} actor="Ana Kowalska" card title={<><b>Ana Kowalska</b> called, 15 min</>}>Wants a quote for 12k by Friday.</TimelineItem>
          <TimelineItem at="2026-11-19T10:00:00Z" icon={<IconArrowRight size={15} />} title="Ed Malinowski moved it from New to Qualified" />
          <TimelineItem at="2026-11-02T10:00:00Z" icon={<IconAddressBook size={15} />} title="Created by import" />
        </Timeline>
      </Paper>
      <Paper withBorder><EmptyState icon={<IconAddressBook />} title="No contacts yet" text="Add the first person you talk to, or bring your list from Google or Outlook." action={<Button>New contact</Button>} /></Paper>
      <Paper withBorder><ErrorState error={new NetworkFailure(null)} onRetry={() => undefined} /></Paper>
      <Paper withBorder p="md"><ListSkeleton rows={3} /></Paper>
      <ConfirmDialog opened={open} onClose={() => setOpen(false)} title="Delete for ever?" confirmLabel="Delete for ever" danger onConfirm={() => Promise.resolve()}>This cannot be taken back.</ConfirmDialog>
    </Stack>
  )
}
