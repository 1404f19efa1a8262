import { Group, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { FieldObject, FieldTrial, OwnField } from '@/shared/api/typesField'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { ownText } from '@/shared/ui/own/ownValue'
import { trialQuery } from './fieldQuery'
import { functions, partsOf, toFormula, toText, type Part } from './formulaText'

export interface FormulaEditorProps { value: string; onChange: (formula: string) => void; object: FieldObject; field?: string; decimals: number; all: OwnField[] }

/** A formula, put together from fields and functions, with what comes out for a few records while it is written. */
export function FormulaEditor({ value, onChange, object, field, decimals, all }: FormulaEditorProps) {
  const { t } = useTranslation('formula')
  const parts = partsOf(object, all, (key) => t(`part.${key}`), field)
  const [text, setText] = useState(() => toText(value, parts))
  const box = useRef<HTMLTextAreaElement>(null)
  const write = (next: string) => { setText(next); onChange(toFormula(next, parts)) }
  const insert = (piece: string, back = 0) => {
    const at = box.current?.selectionStart ?? text.length
    // at once: a frame later, the caret would go back behind what is typed meanwhile
    flushSync(() => write(text.slice(0, at) + piece + text.slice(box.current?.selectionEnd ?? at)))
    box.current?.focus()
    box.current?.setSelectionRange(at + piece.length - back, at + piece.length - back)
  }
  return (
    <Stack gap={6}>
      <Textarea ref={box} label={t('label')} description={t('hint', { value: parts[object === 'deal' ? 1 : 0]?.label })} autosize minRows={2} maxRows={8} maxLength={2000} spellCheck={false} value={text} onChange={(e) => write(e.currentTarget.value)} />
      <Group gap={6} grow>
        <NativeSelect aria-label={t('insertField')} value="" data={[{ value: '', label: t('insertField') }, ...parts.map((p) => ({ value: p.label, label: p.label }))]} onChange={(e) => insert(`[${e.currentTarget.value}]`)} />
        <NativeSelect aria-label={t('insertFunction')} value="" data={[{ value: '', label: t('insertFunction') }, ...functions.map((f) => ({ value: f, label: t(`fn.${f}`) }))]} onChange={(e) => insert(`${e.currentTarget.value}()`, 1)} />
      </Group>
      <Outcome formula={value} parts={parts} object={object} decimals={decimals} field={field} />
    </Stack>
  )
}

interface OutcomeProps { formula: string; parts: Part[]; object: FieldObject; decimals: number; field: string | undefined }

/** What is wrong, and where, or what comes out. */
function Outcome({ formula, parts, object, decimals, field }: OutcomeProps) {
  const { t } = useTranslation('formula')
  const [settled] = useDebouncedValue(formula, 400)
  const { data, error } = useQuery({ ...trialQuery(object, settled, decimals, field), enabled: settled.trim() !== '' })
  if (settled.trim() === '') return null
  const wrong = data?.problem
  const place = wrong && wrong.at > 0 ? toText(settled.slice(0, wrong.at), parts).slice(-24).trim() : ''
  const about = wrong ? parts.find((p) => p.key === wrong.word)?.label ?? wrong.word : ''
  return (
    <div role="status">
      {error ? <Text size="sm" c="red">{problemText(error)}</Text> : null}
      {wrong ? <Text size="sm" c="red">{t(`problem.${wrong.code}`, { word: about })}{place && wrong.code !== 'ending' ? ` ${t('after', { place })}` : ''}</Text> : null}
      {data && !wrong ? <Examples trial={data} /> : null}
    </div>
  )
}

function Examples({ trial }: { trial: FieldTrial }) {
  const { t } = useTranslation(['formula', 'field'])
  const format = useFormat()
  const as = { id: 'x', type: 'formula', result: trial.type, choices: [] } as unknown as OwnField
  const shown = (value: FieldTrial['examples'][number]['value']) => ownText(as, { custom: { x: value } }, format, (w) => t(`field:${w}`)) || '—'
  return (
    <>
      <Text size="sm">{t('outcome', { type: t(`field:type.${trial.type}`) })}</Text>
      {trial.examples.map((e, i) => (
        // eslint-disable-next-line react/no-array-index-key -- several records may have one name
        <Text key={i} size="sm" c="dimmed">{e.name}: <span className="k-num">{shown(e.value)}</span></Text>
      ))}
    </>
  )
}
