/** The wire of pipelines as they are set up, and of what stands in them. */
import type { Items, Money, Pipeline, Stage } from './types'
import type { LinterRoutes } from './typesLinter'
import type { BulkRoutes } from './typesBulk'
import type { ExportRoutes } from './typesExport'
import type { VaultRoutes } from './typesVault'
import type { BuyingRoutes } from './typesBuying'
import type { CadenceRoutes } from './typesCadence'
import type { DietRoutes } from './typesDiet'

/** What a stage can ask for: a field, or a contact, perhaps with a role (`contact:decider`). */
export type Asked = string

/** A pipeline with the teams that use it (none: everybody), and whether it is one of the reader's. */
export interface UsedPipeline extends Pipeline { teams?: string[]; mine?: boolean }

/** A stage as it shall be; without an id it is a new one. */
export interface StageDraft { id?: string; name: string; kind: Stage['kind']; probability: number; exitRule: string; rotDays: number; gate: Asked[] }
export interface StageMove { from: string; to: string }
export interface PipelineDraft { version: number; name?: string; mode?: 'b2b' | 'b2c'; position?: number; teams?: string[]; stages?: StageDraft[]; moves?: StageMove[] }
/** `removal` is what can be undone. */
export interface PipelineChange { pipeline: UsedPipeline; removal: string | null; moved: number }
export interface PipelineSum { pipelineId: string; count: number; value: Money; weighted: Money }

interface Id { id: string }
export interface PipelineRoutes extends LinterRoutes, DietRoutes, BulkRoutes, ExportRoutes, VaultRoutes, CadenceRoutes, BuyingRoutes {
  'POST /pipelines': { body: { name: string; mode?: 'b2b' | 'b2c'; teams?: string[]; stages?: StageDraft[] }; data: UsedPipeline }
  'PATCH /pipelines/{id}': { path: Id; body: PipelineDraft; data: PipelineChange }
  'POST /pipelines/{id}/remove': { path: Id; body: { version: number; moves: StageMove[] }; data: PipelineChange }
  'POST /pipelines/undo/{removal}': { path: { removal: string }; data: { back: number; stayed: number } }
  'GET /pipelines/standing': { data: Items<{ stageId: string; deals: number }> }
  'GET /lost-reasons': { data: Items<string> }
  'PUT /lost-reasons': { body: { saw: string[]; items: string[] }; data: Items<string> }
  'GET /deals/sums': { data: Items<PipelineSum> }
}
