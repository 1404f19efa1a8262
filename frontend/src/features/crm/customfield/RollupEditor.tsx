import { NativeSelect, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FieldRollup, OwnField, StandardObject } from '@/shared/api/typesField'
import { summable } from './formulaText'

const kinds: Record<StandardObject, FieldRollup['of'][]> = { company: ['deal', 'contact', 'task'], contact: ['deal', 'task'], deal: ['task', 'contact'] }
const ways: FieldRollup['do'][] = ['count', 'sum', 'min', 'max', 'latest']
const only: Record<FieldRollup['of'], NonNullable<FieldRollup['only']>[]> = { deal: ['', 'open', 'won', 'lost'], task: ['', 'open', 'done'], contact: [] }

export interface RollupEditorProps { value: FieldRollup | null; onChange: (next: FieldRollup) => void; object: StandardObject; all: OwnField[] }

/** What of the records around one is summed up, in one sentence of choices. */
export function RollupEditor({ value, onChange, object, all }: RollupEditorProps) {
  const { t } = useTranslation('formula')
  const now: FieldRollup = value ?? { of: kinds[object][0]!, do: 'count' }
  const of = (next: FieldRollup): FieldRollup => {
    const fields = next.do === 'count' ? [] : summable(next.of, next.do, all, (key) => t(`part.${key}`))
    return { of: next.of, do: next.do, ...(fields.length > 0 ? { field: fields.find((f) => f.key === next.field)?.key ?? fields[0]!.key } : {}), ...(next.only && only[next.of].includes(next.only) ? { only: next.only } : {}) }
  }
  const set = (part: Partial<FieldRollup>) => onChange(of({ ...now, ...part }))
  const fields = now.do === 'count' ? [] : summable(now.of, now.do, all, (key) => t(`part.${key}`))
  return (
    <>
      <NativeSelect label={t('rollOf')} value={now.of} data={kinds[object].map((k) => ({ value: k, label: t(`kind.${k}`) }))} onChange={(e) => set({ of: e.currentTarget.value as FieldRollup['of'] })} />
      <NativeSelect label={t('rollDo')} value={now.do} data={ways.map((w) => ({ value: w, label: t(`way.${w}`) }))} onChange={(e) => set({ do: e.currentTarget.value as FieldRollup['do'] })} />
      {now.do === 'count' ? null : <NativeSelect label={t('rollField')} value={now.field} data={fields.map((f) => ({ value: f.key, label: f.label }))} onChange={(e) => set({ field: e.currentTarget.value })} />}
      {only[now.of].length > 0 ? <NativeSelect label={t('rollOnly')} value={now.only ?? ''} data={only[now.of].map((o) => ({ value: o, label: t(`only.${o || 'all'}`) }))} onChange={(e) => set({ only: e.currentTarget.value as NonNullable<FieldRollup['only']> })} /> : null}
      <Text size="xs" c="dimmed">{t('rollHint')}</Text>
    </>
  )
}
