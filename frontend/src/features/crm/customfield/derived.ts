import i18next from 'i18next'
import { lazy } from 'react'

const texts = () => i18next.loadNamespaces('formula')

/** What a field that is worked out is set up with, fetched when such a type is chosen. */
export const FormulaEditor = lazy(async () => { const [code] = await Promise.all([import('./FormulaEditor'), texts()]); return { default: code.FormulaEditor } })
export const RollupEditor = lazy(async () => { const [code] = await Promise.all([import('./RollupEditor'), texts()]); return { default: code.RollupEditor } })
