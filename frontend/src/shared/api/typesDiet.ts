/** The wire of how the fields of records are used. */
export type FieldState = 'active' | 'readonly' | 'hidden' | 'archived' | 'removed'
export type FieldReader = 'page' | 'filter' | 'sort' | 'export' | 'report' | 'key' | 'import'
export interface FieldReading { reader: FieldReader; last: string; times: number }
/** `filled` of `total` records have it, `written` is the day on which it was last filled in, `gates` are stages that ask for it. `label` and `until`, the day on which what is in a removed one is destroyed, are of the company's own fields. `object` may be the code of one of its own objects; `plural` is the name of that. */
export interface FieldUse { object: string; plural?: string; field: string; label?: string; state: FieldState; until?: string; worked?: boolean; filled: number; total: number; written: string | null; uses: FieldReading[]; gates: string[] }

export interface DietRoutes {
  'GET /field-use': { data: { items: FieldUse[] } }
  'PUT /field-use/{object}/{field}': { path: { object: string; field: string }; body: { saw: FieldState; state: FieldState }; data: void }
}
