/** The wire of what could be simpler in a pipeline. */
export interface Named { id: string; name: string }
export type Rule = 'too_many' | 'alike' | 'skipped' | 'quick' | 'loop' | 'exit_rule' | 'falling' | 'empty' | 'stale'
/** What would help: one stage merged into another, or changed, perhaps to what is proposed. */
export interface Fix { kind: 'merge' | 'edit' | 'none'; stageId: string | null; intoId: string | null; probability: number | null; rotDays: number | null }
/** `count` of `of` is the evidence, `deals` are some for which it is so. */
export interface Finding { key: string; rule: Rule; stages: Named[]; count: number; of: number; deals: Named[]; fix: Fix; dismissed: boolean; dismissedUntil: string | null }
export interface LinterReport { deals: number; items: Finding[] }
/** How deals fared in a stage: `onward` is the share that got further, `days` how long one usually stayed. */
export interface StageRow { stageId: string; name: string; entered: number; onward: number; days: number }
export interface MergePreview { deals: number; moving: number; before: StageRow[]; after: StageRow[] }

interface Id { id: string }
export interface LinterRoutes {
  'GET /pipelines/{id}/findings': { path: Id; data: LinterReport }
  'GET /pipelines/{id}/merged': { path: Id; query: { from: string; into: string }; data: MergePreview }
  'PUT /pipelines/{id}/findings/{finding}/dismissal': { path: Id & { finding: string }; body: { days: number }; data: void }
  'DELETE /pipelines/{id}/findings/{finding}/dismissal': { path: Id & { finding: string }; data: void }
}
