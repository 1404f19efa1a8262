import { Suspense, lazy } from 'react'
import { useProofAsked } from '@/shared/api/proof'

const Dialog = lazy(() => import('./Proof').then((m) => ({ default: m.Proof })))

/** Over the page when an act needs the person to show again who they are; the act then goes on by itself. */
export function ProofDialog() {
  return useProofAsked() ? <Suspense><Dialog /></Suspense> : null
}
