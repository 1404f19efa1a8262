/** The wire of a company's archives. */
export type Every = 'off' | 'daily' | 'weekly' | 'monthly'
export type MakingPhase = 'packing' | 'proving' | 'storing'
/** Why a bucket took nothing; empty when it did. */
export type BucketProblem = '' | 'inside' | 'unreachable' | 'bucket' | 'key' | 'secret' | 'denied' | 'region' | 'other'

/** One archive, with what its proof found. */
export interface Archive {
  id: string; at: string; byName: string; name: string; bytes: number; sha256: string; rows: number; parts: number; content: string; key: string
  provedAt: string; tookMs: number; recipient: string; sentAt: string | null; sendProblem: BucketProblem
}
export interface Bucket { endpoint: string; bucket: string; prefix: string; region: string; key: string }
export interface Vault {
  every: Every; keep: number; nextAt: string | null; recipient: string; bucket: Bucket | null; making: { since: string; phase: MakingPhase } | null
  problem: '' | 'differs' | 'other'; version: number; items: Archive[]
}
export interface VaultRoutes {
  'GET /archives': { data: Vault }
  'POST /archives': { data: Vault }
  'GET /archives/{id}/file': { path: { id: string }; data: Blob }
  'DELETE /archives/{id}': { path: { id: string }; data: void }
  'POST /archives/{id}/send': { path: { id: string }; data: Vault }
  'PUT /archives/plan': { body: { version: number; every: Every; keep: number; recipient: string }; data: Vault }
  'PUT /archives/bucket': { query: { version: number }; body: Bucket & { secret?: string }; data: Vault }
  'DELETE /archives/bucket': { query: { version: number }; data: Vault }
  'POST /archives/bucket/try': { body: Bucket & { secret?: string }; data: { problem: BucketProblem } }
}
