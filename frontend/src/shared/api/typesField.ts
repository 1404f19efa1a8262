/** The wire of the fields that a company adds to its records. */
import type { Count, Items, Money } from './types'
import type { LayoutRoutes } from './typesLayout'
import type { ObjectRoutes } from './typesObject'

export type StandardObject = 'contact' | 'company' | 'deal'
/** A kind of records with fields: one of the program's, or by its code one that the company has made. */
export type FieldObject = StandardObject | 'task' | `o${string}`
export type FieldType = 'text' | 'long' | 'number' | 'money' | 'date' | 'choice' | 'choices' | 'yesno' | 'person' | 'company' | 'contact' | 'deal' | 'link' | 'email' | 'phone' | 'file' | 'formula' | 'rollup'
export type FieldState = 'active' | 'readonly' | 'hidden' | 'archived'
export type FieldColour = 'gray' | 'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'violet' | 'pink'

export interface FieldChoice { id: string; label: string; colour: FieldColour; gone: boolean }
/** What of the records around one is summed up, and how. */
export interface FieldRollup { of: 'contact' | 'deal' | 'task'; do: 'count' | 'sum' | 'min' | 'max' | 'latest'; field?: string; only?: '' | 'open' | 'won' | 'lost' | 'done' }
/** The field is asked for only while another one has any of these choices. */
export interface FieldCondition { field: string; choices: string[] }
export interface OwnField {
  id: string; object: FieldObject; type: FieldType; label: string; help: string; section: string; state: FieldState
  required: boolean; unique: boolean; decimals: number; choices: FieldChoice[]; shownIf: FieldCondition | null; version: number
  formula?: string; rollup?: FieldRollup
  /** Of what is worked out: what comes out. */
  result?: FieldResult
}
export type FieldResult = 'number' | 'money' | 'text' | 'date' | 'yesno'
export interface FieldDraft {
  label?: string; help?: string; section?: string; required?: boolean; unique?: boolean; decimals?: number
  choices?: { id?: string; label: string; colour?: string }[]; shownIf?: FieldCondition | null
  formula?: string; rollup?: FieldRollup
}
/** What a formula would be: what is wrong with it, or what comes out. */
export interface FieldTrial { type: string; problem: { code: string; at: number; word: string } | null; examples: { name: string; value: OwnValue }[] }
/** What would become of a field's values as another type. */
export interface FieldFit { fits: number; lost: number; examples: string[] }

/** Which field a column of a file would be, and the different values in it, if they are few. */
export interface FieldGuess { type: FieldType; decimals: number; choices: string[] }

export type OwnValue = string | number | boolean | string[] | Money | Money[] | null
/** What a record has in the company's own fields, by their ids, and the names of people and companies in them. */
export interface OwnValues { custom?: Record<string, OwnValue>; customNames?: Record<string, string> }

interface Id { id: string }
export interface FieldRoutes extends LayoutRoutes, ObjectRoutes {
  'GET /fields': { data: Items<OwnField> }
  'GET /fields/contact': { data: Items<OwnField> }
  'GET /fields/company': { data: Items<OwnField> }
  'GET /fields/deal': { data: Items<OwnField> }
  'GET /fields/task': { data: Items<OwnField> }
  'GET /fields/object_record': { query: { object: string }; data: Items<OwnField> }
  'POST /fields': { body: FieldDraft & { object: FieldObject; type: FieldType; label: string }; data: OwnField }
  'POST /fields/formula': { body: { object: FieldObject; formula: string; decimals?: number; field?: string }; data: FieldTrial }
  'PATCH /fields/{id}': { path: Id; body: FieldDraft & { version: number; state?: FieldState }; data: OwnField }
  'PUT /fields/order': { body: { object: FieldObject; ids: string[] }; data: void }
  'DELETE /fields/{id}': { path: Id; data: void }
  'POST /fields/{id}/restore': { path: Id; data: OwnField }
  'GET /fields/{id}/uses': { path: Id; data: Count }
  'GET /fields/{id}/preview': { path: Id; query: { type: string }; data: FieldFit }
  'POST /fields/{id}/convert': { path: Id; body: { version: number; type: string }; data: OwnField }
}
