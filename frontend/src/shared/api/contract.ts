/**
 * The proof that `types.ts`, which says more than the description can (which words a field may have), and the types generated
 * from the API's description agree: the compiler refuses this file when a record or a route of one is not in the other.
 * It has no code.
 */
import type { components, paths } from './schema'
import type * as access from './access'
import type * as wire from './types'
import type * as merges from './typesMerge'
import type * as search from './typesSearch'
import type * as capture from './typesCapture'
import type * as feedback from './typesFeedback'
import type * as pipelines from './typesPipeline'
import type * as seats from './typesSeat'
import type * as layouts from './typesLayout'
import type * as objects from './typesObject'
import type * as people from './typesPeople'
import type * as privacy from './typesPrivacy'

type Schema = components['schemas']

/** True when both have the same fields; otherwise the fields that only one of them has. */
type Same<A, B> = [Exclude<keyof A, keyof B> | Exclude<keyof B, keyof A>] extends [never] ? true : Exclude<keyof A, keyof B> | Exclude<keyof B, keyof A>

/** The routes of the client that the API does not have. */
type Unknown = {
  [K in keyof wire.Routes]: K extends `${infer Method} ${infer Path}`
    ? Path extends keyof paths ? (Lowercase<Method> extends keyof paths[Path] ? ([paths[Path][Lowercase<Method>]] extends [undefined] ? K : never) : K) : K
    : K
}[keyof wire.Routes]

type Proof = {
  routes: [Unknown] extends [never] ? true : Unknown
  contact: Same<wire.Contact, Schema['Contact']>
  company: Same<wire.Company, Schema['Company']>
  deal: Same<wire.Deal, Schema['Deal']>
  task: Same<wire.Task, Schema['Task']>
  object: Same<objects.OwnObject, Schema['Object']>
  objectRecord: Same<objects.ObjectRecord, Schema['ObjectRecord']>
  linkedRecords: Same<objects.LinkedRecords, Schema['ObjectLinked']>
  layout: Same<layouts.Layout, Schema['Layout']>
  layoutSection: Same<layouts.LayoutSection, Schema['LayoutSection']>
  layoutFor: Same<layouts.LayoutFor, Schema['LayoutSource']>
  madeLayout: Same<layouts.MadeLayout, Schema['LayoutMade']>
  layoutSetup: Same<layouts.LayoutSetup, Schema['LayoutSetup']>
  layoutPreview: Same<layouts.LayoutPreview, Schema['LayoutPre']>
  privacyRequest: Same<privacy.PrivacyRequest, Schema['Privacy']>
  retentionRule: Same<privacy.RetentionRule, Schema['RetentionRule']>
  retentionWaiting: Same<privacy.RetentionWaiting, Schema['RetentionWaiting']>
  consentProof: Same<people.ConsentProof, Schema['ContactProof']>
  privacyRequests: Same<privacy.PrivacyRequests, Schema['PrivacyListOut']>
  erasure: Same<privacy.ErasurePreview, Schema['PrivacyPre']>
  pair: Same<merges.Pair, Schema['MergePair']>
  half: Same<merges.Half, Schema['MergeHalf']>
  proposal: Same<merges.Proposal, Schema['MergeProposal']>
  choice: Same<merges.Choice, Schema['MergeChoice']>
  madeOf: Same<merges.MadeOf, Schema['MergeMade']>
  attachment: Same<wire.Attachment, Schema['Attachment']>
  activity: Same<wire.Activity, Schema['Activity']>
  member: Same<wire.Member, Schema['Member']>
  seat: Same<wire.Seat, Schema['Licence']>
  dayPass: Same<seats.DayPass, Schema['Daypass']>
  seatDay: Same<seats.SeatDay, Schema['LicenceDay']>
  useDay: Same<seats.UseDay, Schema['LimitSample']>
  licence: Same<seats.ServerLicence, Schema['Selfhost']>
  licenceFile: Same<seats.LicenceFile, Schema['SelfhostFile']>
  invitation: Same<wire.Invitation, Schema['Invite']>
  look: Same<wire.InvitationLook, Schema['InviteLook']>
  share: Same<wire.Share, Schema['Share']>
  team: Same<wire.Team, Schema['Team']>
  role: Same<wire.RoleGrants, Schema['Role']>
  ownRole: Same<access.OwnRole, Schema['RoleName']>
  sight: Same<access.Sight, Schema['ExplainSight']>
  personAccess: Same<access.PersonAccess, Schema['ExplainWhat']>
  accessExample: Same<access.AccessExample, Schema['ExplainExample']>
  accessPreview: Same<access.AccessPreview, Schema['ExplainPre']>
  session: Same<wire.Session, Schema['Session']>
  mySession: Same<wire.MySession, Schema['SessionItem']>
  secondFactor: Same<wire.SecondFactor, Schema['MfaStatus']>
  rememberedDevice: Same<wire.RememberedDevice, Schema['MfaDevice']>
  secondFactorSetup: Same<wire.SecondFactorSetup, Schema['MfaSetup']>
  passkey: Same<wire.Passkey, Schema['Passkey']>
  securityPolicy: Same<wire.SecurityPolicy, Schema['Policy']>
  securityCheck: Same<wire.SecurityCheck, Schema['PolicyCheck']>
  apiKey: Same<wire.ApiKey, Schema['Apikey']>
  auditReport: Same<wire.AuditReport, Schema['TrailReport']>
  me: Same<wire.Me, Schema['AppMe']>
  plan: Same<wire.Plan, Schema['Plan']>
  billing: Same<wire.Billing, Schema['Billing']>
  bill: Same<wire.Bill, Schema['BillingBill']>
  waiting: Same<wire.WaitingLead, Schema['Overflow']>
  quote: Same<wire.Quote, Schema['BillingQuote']>
  pipeline: Same<wire.Pipeline, Schema['Pipeline']>
  usedPipeline: Same<pipelines.UsedPipeline, Schema['PipelineUsed']>
  stage: Same<wire.Stage, Schema['PipelineStage']>
  pipelineSum: Same<pipelines.PipelineSum, Schema['DealSum']>
  board: Same<wire.Board, Schema['DealBoardOut']>
  today: Same<wire.Today, Schema['TodayOut']>
  dashboard: Same<wire.Dashboard, Schema['DashboardOut']>
  capturePlan: Same<capture.CapturePlan, Schema['CapturePlan']>
  captured: Same<capture.CaptureWritten, Schema['CaptureWritten']>
  feedback: Same<feedback.Feedback, Schema['Feedback']>
  found: Same<search.SearchOut, Schema['SearchOut']>
  import: Same<wire.Import, Schema['Importer']>
  audit: Same<wire.AuditEntry, Schema['Trail']>
  tenant: Same<wire.Tenant, Schema['Tenant']>
  support: Same<wire.Support, Schema['Operator']>
  operatorLine: Same<wire.OperatorLine, Schema['OperatorLine']>
  operatorCompany: Same<wire.OperatorCompany, Schema['OperatorCompany']>
  operatorOverview: Same<wire.OperatorOverview, Schema['OperatorOver']>
  operatorJob: Same<wire.OperatorJob, Schema['OperatorJob']>
  money: Same<wire.Money, Schema['Money']>
  problem: Same<wire.Problem, Schema['Problem']>
}

/** Does not compile when one of them is not true. */
export type Agreed = { [K in keyof Proof]: Proof[K] extends true ? true : { disagree: Proof[K] } } extends Record<keyof Proof, true> ? true : never
export const agreed: Agreed = true
