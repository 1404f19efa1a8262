import { ApiProblem } from './problem'

/** Someone else saved the record after this page had read it. */
export const isStale = (error: unknown): boolean => error instanceof ApiProblem && error.status === 409 && error.code.endsWith('.stale')

/** The refusal of a single field, so that its sentence names the field by its label. */
export function refusedField(error: unknown, field: string, label: string): unknown {
  if (!(error instanceof ApiProblem)) return error
  const at = error.errors.find((e) => e.field === field)
  return at ? new ApiProblem({ status: error.status, code: at.code, detail: at.detail, params: { field: label } }) : error
}
