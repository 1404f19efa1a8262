import { ActionIcon } from '@mantine/core'
import { IconAt, IconBold, IconItalic, IconLink, IconList, IconListNumbers, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { lined, wrapped } from './editing'

type Tool = [name: string, icon: Icon, use: (area: HTMLTextAreaElement) => void]
const tools: Tool[] = [
  ['bold', IconBold, (area) => wrapped(area, '**')], ['italic', IconItalic, (area) => wrapped(area, '*')], ['list', IconList, (area) => lined(area, () => '- ')],
  ['numbers', IconListNumbers, (area) => lined(area, (n) => `${n}. `)], ['link', IconLink, (area) => wrapped(area, '[', '](https://)')], ['mention', IconAt, (area) => wrapped(area, '@', '')],
]

/** The buttons for what a note can have besides words. */
export function NoteTools({ area }: { area: React.RefObject<HTMLTextAreaElement | null> }) {
  const { t } = useTranslation('activity')
  return tools.map(([name, Mark, use]) => (
    <ActionIcon key={name} size="md" variant="subtle" aria-label={t(`format.${name}`)} title={t(`format.${name}`)} onMouseDown={(e) => e.preventDefault()} onClick={() => use(area.current!)}><Mark size={16} stroke={1.75} aria-hidden /></ActionIcon>
  ))
}
