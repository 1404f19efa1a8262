import { useForm, type UseFormReturnType } from '@mantine/form'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '@/shared/api/problem'
import { fieldProblemText, problemText } from '@/shared/i18n/problemText'
import { draftKey, dropDraft, readDraft, writeDraft } from './drafts'

type Fields<V> = keyof V & string

export interface ApiFormOptions<V extends object> {
  /** Names the draft: 'contact.new', `contact.${id}`. */
  name: string
  initialValues: V
  /** Translated label of each field; a problem names the field by it. */
  labels: Partial<Record<Fields<V>, string>>
  /** Fields of the API that are called otherwise in the form: `{ companyId: 'company' }`. */
  aliases?: Record<string, Fields<V>>
  /** Must not be empty; checked before anything is sent. */
  required?: Fields<V>[]
  /** The person whose draft outlives the tab, on this device; for what takes thought to write again. */
  whose?: string
  /** Never kept as a draft (passwords). */
  secret?: Fields<V>[]
  /** Sends the values; rejects with what `api` threw. */
  submit: (values: V) => Promise<unknown>
  /** Further checks: field to sentence. */
  check?: (values: V) => Partial<Record<Fields<V>, string>>
}

export interface ApiForm<V extends object> {
  form: UseFormReturnType<V>
  /** Spread on an input: `<TextInput {...field('email')} />` gives it label, value, error, required mark.
   *  After `form.setFieldValue` the input is made anew by `key={form.key('email')}`. */
  field: (name: Fields<V>) => Record<string, unknown>
  onSubmit: (event?: React.SyntheticEvent<HTMLFormElement>) => void
  busy: boolean
  /** A sentence about what belongs to no field, or null. */
  problem: string | null
  /** The refusal itself, for its `code` and `params`. */
  error: unknown
  /** What had been typed before a reload is back. */
  restored: boolean
  startOver: () => void
  /** Grows when the form starts over; inputs are uncontrolled, so it is the key they are made anew by. */
  round: number
}

/** A form that sends to the API: problems land at their fields in words, and nothing typed is ever lost. */
export function useApiForm<V extends object>(options: ApiFormOptions<V>): ApiForm<V> {
  const { initialValues, labels } = options
  const { t } = useTranslation(['common', 'problem'])
  const [key] = useState(() => draftKey(options.name, options.whose))
  const [draft] = useState(() => readDraft<V>(key))
  const [restored, setRestored] = useState(draft !== null)
  const [round, setRound] = useState(0)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const keep = useDraftKeeper(key, options.secret)
  const form = useForm<V>({ mode: 'uncontrolled', initialValues: { ...initialValues, ...draft } as V, onValuesChange: keep.changed, validate: (values) => checks(values, options) })

  const send = async (values: V) => {
    setBusy(true)
    setError(null)
    try {
      await options.submit(values)
      keep.sent()
    } catch (failure) {
      setError(failure)
      showFieldProblems(form, failure, options)
    } finally {
      setBusy(false)
    }
  }
  const startOver = () => {
    setRestored(false)
    form.setInitialValues(initialValues)
    form.setValues(initialValues)
    form.clearErrors()
    keep.sent() // last: setting values counts as typing
    setError(null)
    setRound(round + 1)
  }
  const atFields = error instanceof ApiProblem && error.errors.length > 0
  return {
    form, busy, error, restored, startOver, round,
    field: (field) => ({ ...form.getInputProps(field as never), label: labels[field], name: field, withAsterisk: options.required?.includes(field) }),
    onSubmit: form.onSubmit((values) => void send(values), (errors) => focusFirst(form, Object.keys(errors))),
    problem: error === null ? null : atFields ? t('common:form.check') : problemText(error),
  }
}

/** Stores what is typed (after a short pause) and warns before the tab is closed on it. */
function useDraftKeeper(key: string, secret: string[] = []) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const pending = useRef<object | null>(null)
  const dirty = useRef(false)
  const flush = useRef(() => undefined as void)
  flush.current = () => {
    if (pending.current) writeDraft(key, pending.current)
    pending.current = null
  }
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      flush.current()
      if (dirty.current) event.preventDefault()
    }
    const hide = () => flush.current() // the last that a phone lets a page do
    window.addEventListener('beforeunload', leave)
    document.addEventListener('visibilitychange', hide)
    return () => { window.removeEventListener('beforeunload', leave); document.removeEventListener('visibilitychange', hide); flush.current() }
  }, [])
  return {
    changed: (values: object) => {
      dirty.current = true
      pending.current = Object.fromEntries(Object.entries(values).filter(([field]) => !secret.includes(field)))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => flush.current(), 300)
    },
    sent: () => {
      dirty.current = false
      pending.current = null
      clearTimeout(timer.current)
      dropDraft(key)
    },
  }
}

/** What MoneyInput tells while the text in it is no amount. */
const isNoAmount = (value: unknown) => typeof value === 'object' && value !== null && 'amount' in value && Number.isNaN(value.amount)
const isEmpty = (value: unknown) => value === null || value === undefined || (typeof value === 'string' && value.trim() === '')

function checks<V extends object>(values: V, { required = [], labels, check }: ApiFormOptions<V>): Record<string, string> {
  const missing = required.filter((f) => isEmpty(values[f])).map((f) => [f, fieldProblemText('field.required', labels[f] ?? f, '')])
  const bad = (Object.keys(values) as Fields<V>[]).filter((f) => isNoAmount(values[f])).map((f) => [f, fieldProblemText('field.bad', labels[f] ?? f, '')])
  return { ...check?.(values), ...Object.fromEntries([...bad, ...missing]) }
}

function showFieldProblems<V extends object>(form: UseFormReturnType<V>, failure: unknown, { labels, aliases = {} }: ApiFormOptions<V>) {
  if (!(failure instanceof ApiProblem) || failure.errors.length === 0) return
  const names = failure.errors.map(({ field, code, detail }) => {
    const name = aliases[field] ?? (field as Fields<V>)
    form.setFieldError(name as never, fieldProblemText(code, labels[name] ?? field, detail))
    return name
  })
  focusFirst(form, names)
}

/** Puts the focus on the first field with a problem. */
function focusFirst<V extends object>(form: UseFormReturnType<V>, names: string[]) {
  const nodes = names.map((n) => form.getInputNode(n as never) as HTMLElement | null).filter((n): n is HTMLElement => n !== null)
  nodes.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))
  nodes[0]?.focus()
}
