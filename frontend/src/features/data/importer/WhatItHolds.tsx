import { Group, NativeSelect, SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Import, ImportChange, ImportObject } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'

const objects: ImportObject[] = ['contact', 'company', 'deal', 'task']

/** What the file holds, as its headings tell, and which of its sheets counts. */
export function WhatItHolds({ data, onChange }: { data: Import; onChange: (change: ImportChange) => void }) {
  const { t } = useTranslation('importMore')
  const format = useFormat()
  const may = useCan()
  if (data.source === 'icalendar') return <p>{t('calendar')}</p>
  const choices = objects.filter((object) => object === data.object || may(object, 'create'))
  return (
    <Section title={t('what.title')} text={t('what.text')}>
      <Group gap="md" align="flex-end">
        <SegmentedControl aria-label={t('what.title')} value={data.object} data={choices.map((object) => ({ value: object, label: t(`what.${object}`) }))} onChange={(object) => onChange({ object: object as ImportObject })} />
        {data.sheets.length > 1 ? (
          <NativeSelect label={t('sheet.label')} value={data.sheet} data={data.sheets.map((s) => ({ value: s.name, label: t('sheet.option', { name: s.name, count: s.rows, n: format.number(s.rows) }) }))} onChange={(e) => onChange({ sheet: e.currentTarget.value })} />
        ) : null}
      </Group>
    </Section>
  )
}
