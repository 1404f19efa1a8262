import { ActionIcon, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { IconArrowUp, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FieldColour } from '@/shared/api/typesField'

export interface ChoiceDraft { id?: string; label: string; colour: FieldColour }
const colours: FieldColour[] = ['gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink']

interface ChoicesEditorProps { value: ChoiceDraft[]; onChange: (next: ChoiceDraft[]) => void; error?: string }

/** The choices of a field: named, coloured, put in order. Enter in the last one begins another. */
export function ChoicesEditor({ value, onChange, error }: ChoicesEditorProps) {
  const { t } = useTranslation('field')
  const set = (at: number, part: Partial<ChoiceDraft>) => onChange(value.map((c, i) => (i === at ? { ...c, ...part } : c)))
  const add = () => onChange([...value, { label: '', colour: 'gray' }])
  const lift = (at: number) => onChange(value.map((c, i) => (i === at - 1 ? value[at]! : i === at ? value[at - 1]! : c)))
  const enter = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    add()
  }
  return (
    <Stack gap={6} role="group" aria-label={t('choices')}>
      <Text size="sm" fw={500}>{t('choices')}</Text>
      {value.map((c, i) => (
        // eslint-disable-next-line react/no-array-index-key -- a new choice has nothing else to be told by
        <Group key={c.id ?? `new${i}`} gap={4} wrap="nowrap" align="flex-start">
          <TextInput style={{ flex: 1 }} aria-label={t('choiceN', { n: i + 1 })} value={c.label} maxLength={60} autoFocus={c.label === '' && i === value.length - 1 && i > 1} onKeyDown={enter} onChange={(e) => set(i, { label: e.currentTarget.value })} />
          <NativeSelect w={108} aria-label={t('colourN', { n: i + 1 })} value={c.colour} data={colours.map((o) => ({ value: o, label: t(`colour.${o}`) }))} onChange={(e) => set(i, { colour: e.currentTarget.value as FieldColour })} />
          <ActionIcon size="lg" disabled={i === 0} aria-label={t('choiceUp', { n: i + 1 })} onClick={() => lift(i)}><IconArrowUp size={16} aria-hidden /></ActionIcon>
          <ActionIcon size="lg" disabled={value.length === 1} aria-label={t('choiceOut', { n: i + 1 })} onClick={() => onChange(value.filter((_, at) => at !== i))}><IconX size={16} aria-hidden /></ActionIcon>
        </Group>
      ))}
      {error ? <Text size="xs" c="red" role="alert">{error}</Text> : null}
      <Button size="compact-sm" variant="subtle" style={{ alignSelf: 'flex-start' }} onClick={add}>{t('choiceAdd')}</Button>
    </Stack>
  )
}
