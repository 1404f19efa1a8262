import { Button, Checkbox, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldCondition, FieldDraft, FieldObject, FieldRollup, FieldType, OwnField } from '@/shared/api/typesField'
import { ApiFormBody } from '@/shared/ui/form/ApiFormBody'
import { useApiForm } from '@/shared/ui/form/useApiForm'
import { inform } from '@/shared/ui/undoable'
import { ChoicesEditor, type ChoiceDraft } from './ChoicesEditor'
import { ConditionEditor } from './ConditionEditor'
import { FormulaEditor, RollupEditor } from './derived'
import { canBeRequired, canBeUnique, hasChoices, sumsUp, typesOf, useFieldActs } from './fieldQuery'

interface Props { opened: boolean; field: OwnField | null; object: FieldObject; title: string; all: OwnField[]; onClose: () => void }

/** A new field, or what an old one is called and holds. */
export function FieldDialog({ opened, field, ...rest }: Props) {
  const { t } = useTranslation('field')
  return (
    <Modal opened={opened} onClose={rest.onClose} title={field ? `${t('act.edit')}: ${field.label}` : t('newOf', { records: rest.title })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Form field={field} {...rest} /> : null}
    </Modal>
  )
}

interface Values { label: string; type: FieldType; section: string; help: string; required: boolean; unique: boolean; decimals: string; choices: ChoiceDraft[]; shownIf: FieldCondition | null; formula: string; rollup: FieldRollup | null }

const fresh: ChoiceDraft[] = [{ label: '', colour: 'gray' }, { label: '', colour: 'gray' }]

const valuesOf = (f: OwnField | null): Values => ({
  label: f?.label ?? '', type: f?.type ?? 'text', section: f?.section ?? '', help: f?.help ?? '', required: f?.required ?? false, unique: f?.unique ?? false, decimals: String(f?.decimals ?? 0), formula: f?.formula ?? '', rollup: f?.rollup ?? null,
  choices: f && hasChoices(f.type) ? f.choices.filter((c) => !c.gone) : fresh, shownIf: f?.shownIf ?? null,
})

const worked = (type: FieldType) => type === 'formula' || type === 'rollup'

function draftOf(v: Values, type: FieldType, object: FieldObject): FieldDraft & { label: string } {
  const asked = worked(type) ? {} : { required: v.required && canBeRequired(object, type), shownIf: v.shownIf }
  return {
    label: v.label, section: v.section, help: v.help, ...asked,
    ...(type === 'formula' ? { formula: v.formula, decimals: Number(v.decimals) } : {}), ...(type === 'rollup' ? { rollup: v.rollup ?? { of: 'deal', do: 'count' } } : {}),
    ...(canBeUnique(type) ? { unique: v.unique } : {}), ...(type === 'number' ? { decimals: Number(v.decimals) } : {}),
    ...(hasChoices(type) ? { choices: v.choices.filter((c) => c.label.trim() !== '').map(({ id, label, colour }) => ({ id, label, colour })) } : {}),
  }
}

function Form({ field, object, all, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('field')
  const { add, change } = useFieldActs()
  const form = useApiForm<Values>({
    name: `field.${field?.id ?? `new.${object}`}`, initialValues: valuesOf(field), required: ['label'],
    labels: { label: t('label'), type: t('typeLabel'), section: t('section'), help: t('help'), choices: t('choices'), decimals: t('decimals'), unique: t('unique'), shownIf: t('condition'), formula: t('type.formula'), rollup: t('type.rollup') },
    submit: async (v) => {
      const saved = await (field ? change(field, draftOf(v, field.type, object)) : add(object, v.type, draftOf(v, v.type, object)))
      inform(t(field ? 'saved' : 'added', { name: saved.label }))
      onClose()
    },
  })
  const now = form.form.getValues()
  const [shown, setShown] = useState({ type: now.type, choices: now.choices, shownIf: now.shownIf, formula: now.formula, rollup: now.rollup })
  const set = <K extends keyof typeof shown>(key: K, value: (typeof shown)[K]) => { setShown({ ...shown, [key]: value }); form.form.setFieldValue(key as never, value as never); if (value === 'formula') form.form.setFieldValue('decimals', '2') }
  const [more, setMore] = useState(field !== null)
  return (
    <ApiFormBody form={form} submitLabel={field ? t('common:action.save') : t('add')} onCancel={onClose}>
      <Stack gap="sm">
        <TextInput {...form.field('label')} withAsterisk={false} maxLength={60} placeholder={t('example')} data-autofocus />
        {field ? null : <NativeSelect label={t('typeLabel')} value={shown.type} data={typesOf(object).map((o) => ({ value: o, label: t(`type.${o}`) }))} onChange={(e) => set('type', e.currentTarget.value as FieldType)} />}
        {hasChoices(shown.type) ? <ChoicesEditor value={shown.choices} onChange={(next) => set('choices', next)} error={form.field('choices').error as string | undefined} /> : null}
        <Suspense fallback={null}>
          {shown.type === 'formula' ? <FormulaEditor value={shown.formula} onChange={(next) => set('formula', next)} object={object} field={field?.id} decimals={Number(now.decimals)} all={all} /> : null}
          {shown.type === 'rollup' && sumsUp(object) ? <RollupEditor value={shown.rollup} onChange={(next) => set('rollup', next)} object={object} all={all} /> : null}
        </Suspense>
        {shown.type === 'number' || (shown.type === 'formula' && more) ? <NativeSelect {...form.field('decimals')} data={['0', '1', '2', '3', '4']} /> : null}
        {more ? (
          <>
            <TextInput {...form.field('section')} description={t('sectionHint')} maxLength={60} />
            <TextInput {...form.field('help')} description={t('helpHint')} maxLength={200} />
            {canBeRequired(object, shown.type) ? <Checkbox label={t('requiredLabel')} defaultChecked={now.required} onChange={(e) => form.form.setFieldValue('required', e.currentTarget.checked)} /> : null}
            {canBeUnique(shown.type) ? <Checkbox label={t('uniqueLabel')} defaultChecked={now.unique} error={form.field('unique').error as string | undefined} onChange={(e) => form.form.setFieldValue('unique', e.currentTarget.checked)} /> : null}
            {worked(shown.type) ? null : <ConditionEditor value={shown.shownIf} fields={all.filter((f) => f.object === object && f.id !== field?.id && f.state !== 'archived' && hasChoices(f.type) && f.shownIf === null)} onChange={(next) => set('shownIf', next)} />}
          </>
        ) : <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'flex-start' }} aria-expanded={false} onClick={() => setMore(true)}>{t('more')}</Button>}
      </Stack>
    </ApiFormBody>
  )
}
