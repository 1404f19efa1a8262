import { useState } from 'react'
import { ApiProblem } from '@/shared/api/problem'
import { fieldProblemText, problemText } from '@/shared/i18n/problemText'

/** Sends a dialog's changes: `send` answers whether they were taken; if not, `problem` says why, naming fields by their labels. */
export function useSending(labels: Record<string, string>) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const send = async (save: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setProblem(null)
    try {
      await save()
      return true
    } catch (error) {
      const fields = error instanceof ApiProblem ? error.errors.filter((e) => labels[e.field] !== undefined) : []
      setProblem(fields.length > 0 ? fields.map((e) => fieldProblemText(e.code, labels[e.field] ?? '', e.detail)).join(' ') : problemText(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { send, busy, problem }
}
