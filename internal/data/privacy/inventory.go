package privacy

import "strings"

// Table says of every column of one of a company's tables whose it is, and what becomes of its rows when somebody is
// forgotten. A test compares the list with the catalog: a new column has to be put here.
type Table struct {
	Name string
	// Person are the columns that can tell something of a person the company deals with, Staff those about people who work
	// there, which go with their accounts. All others, in Plain, tell nothing of anybody.
	Person, Staff, Plain string
	Rows                 []Rows
	// Words are the columns with free text that can name anybody, in any row: there, a forgotten person's name and addresses
	// are struck out. JSON are those of them that hold JSON.
	Words, JSON string
	Versioned   bool // rows count their saves, so that nobody saves over it what was struck out
}

// Rows are those of a table that are about a person. All names are SQL written in the code.
type Rows struct {
	Told  string // what people call them; empty for what they don't count
	Where string // @ids are the person's records, @any a pattern of their ids and ways to reach them, @words one of those ways
	Set   string // how the rows lose what they tell; empty for rows that go
	With  bool   // the rows can't be changed: they go with the contact's own
	Give  string // what a report has of a row t, as JSON; empty for what it has none of
}

const (
	beside   = "kind = 'contact' AND record_id IN @ids"
	hasAny   = "::text ~* @any"
	hasWord  = "@words <> '' AND "
	given    = "to_jsonb(t) - string_to_array(@without, ' ')"
	fullText = " || jsonb_build_object('wording', (SELECT string_agg(w.wording, '' ORDER BY w.part) FROM consent w WHERE w.contact_id = t.contact_id AND w.id = t.id))"
	ofDeal   = " || jsonb_build_object('deal', (SELECT d.name FROM deal d WHERE d.id = t.deal_id))"
)

// inventory is in the order in which rows go: what refers to a person before the person.
var inventory = []Table{
	{Name: "access_example", Staff: "user_id created_by", Plain: "id kind record_id must created_at", Rows: []Rows{{Where: beside}}},
	{Name: "activity", Person: "contact_id text data", Staff: "owner_id actor_name", Plain: "id type at kind record_id company_id deal_id minutes version created_at updated_at deleted_at pinned_at",
		Rows:  []Rows{{Told: "entries", Where: beside, Give: given}, {Told: "mentions", Where: "contact_id IN @ids AND NOT (" + beside + ")", Give: given, Set: "text = '', data = '{}', contact_id = NULL, version = version + 1"}},
		Words: "text", JSON: "data", Versioned: true},
	{Name: "attachment", Person: "name", Staff: "created_by", Plain: "id kind record_id media_type size sha256 created_at deleted_at", Rows: []Rows{{Told: "files", Where: beside, Give: given}}, Words: "name"},
	{Name: "audit_head", Plain: "id seq hash"},
	{Name: "audit_log", Person: "record_name changes", Staff: "actor_id actor_name", Plain: "id at action kind record_id seq hash salt kept erased_by"}, // audit/trail empties them
	{Name: "buying_tie", Person: "from_id to_id kind", Plain: "id deal_id", Rows: []Rows{{Where: "from_id IN @ids OR to_id IN @ids"}}},
	{Name: "buying_person", Person: "contact_id influence attitude", Plain: "deal_id", Rows: []Rows{{Told: "opinions", Where: "contact_id IN @ids", Give: given + ofDeal}}},
	{Name: "cadence_attempt", Staff: "by_id", Plain: "deal_id id at hour outcome activity_id planned_at"},
	{Name: "cadence_lead", Plain: "deal_id state reason since next_at asked attempts version"},
	{Name: "cadence_rule", Plain: "pipeline_id active attempts days from_hour to_hour sundays version"},
	{Name: "calendar", Staff: "user_id name address host busy", Plain: "id problem fetched_at created_at"},
	{Name: "casbin_rule", Staff: "v0", Plain: "id ptype v1 v2 v3 stage_id"},
	{Name: "changeset", Person: "name edit", Staff: "owner_id undone_by", Plain: "id act object state total done changed same failed back kept version created_at updated_at finished_at undone_at", Words: "name", JSON: "edit"},
	{Name: "changeset_entry", Person: "before after problem", Plain: "set_id object record_id state version",
		Rows: []Rows{{Told: "changes", Where: "object = 'contact' AND record_id IN @ids", Give: given, Set: "state = 'erased', before = '{}', after = '{}', problem = NULL"},
			{Where: "object = 'task' AND record_id IN (SELECT id FROM task WHERE about_kind = 'contact' AND about_id IN @ids)", Set: "state = 'erased', before = '{}', after = '{}', problem = NULL"}},
		JSON: "before after problem"},
	{Name: "company", Person: "name domain website email phone street city postcode custom search search_own merge", Staff: "owner_id",
		Plain: "id industry country version created_at updated_at deleted_at kinds tags merged_into"}, // a firm is forgotten by deleting it; what of it is a person is a contact
	{Name: "consent", Person: "contact_id source edition wording ip", Staff: "by_id", Plain: "id part channel state at via",
		Rows: []Rows{{Told: "consents", Where: "contact_id IN @ids AND part = 0", Give: given + fullText, With: true}}},
	{Name: "custom_field", Plain: "id object label type help section position state required settings version created_at updated_at deleted_at"},
	{Name: "deal_contact", Person: "contact_id role", Plain: "deal_id", Rows: []Rows{{Told: "deals", Where: "contact_id IN @ids", Give: given + ofDeal}}},
	{Name: "deal", Person: "name lost_reason custom search search_own", Staff: "owner_id",
		Plain: "id pipeline_id stage_id rank status amount currency expected_on company_id stage_since closed_at version created_at updated_at deleted_at", Words: "name lost_reason", JSON: "custom", Versioned: true},
	{Name: "deal_stage", Staff: "by_id by_name", Plain: "deal_id id from_stage to_stage at swept_from stage_id"},
	{Name: "distinct_pair", Person: "one_id other_id", Staff: "created_by", Plain: "kind created_at", Rows: []Rows{{Where: "kind = 'contact' AND (one_id IN @ids OR other_id IN @ids)"}}},
	{Name: "export", Person: "name asked", Staff: "owner_id", Plain: "id kind object_id format state problem try total done size created_at updated_at finished_at expires_at",
		Rows: []Rows{{Where: "@any <> ''"}}}, // every one: a file can hold anybody: nobody fetches those made before, which are destroyed within their week
	{Name: "feedback", Person: "text answer", Staff: "owner_id answered_by", Plain: "id path screen part answered_at seen_at version created_at updated_at", Words: "text answer", Versioned: true},
	{Name: "field_use", Plain: "object field reader day n"},
	{Name: "finding_dismissal", Plain: "pipeline_id finding until"},
	{Name: "idempotency", Person: "answer", Staff: "user_id", Plain: "key print created_at", Rows: []Rows{{Where: "answer" + hasAny}}},
	{Name: "import_part", Person: "lines", Plain: "import_id part",
		Rows: []Rows{{Told: "imported", Where: "lines" + hasAny + " AND import_id IN (SELECT id FROM import WHERE state NOT IN ('ready', 'running'))"}}, Words: "lines"},
	{Name: "import_problem", Person: "reason", Plain: "import_id row field code", Words: "reason"},
	{Name: "import", Person: "file_name error", Staff: "owner_id",
		Plain: "object sheet sheets stages first_part id state source encoding separator columns on_duplicate match parts next_part total done created updated skipped failed remarked version created_at updated_at started_at finished_at", Words: "file_name error"},
	{Name: "intake", Staff: "owner_id", Plain: "id name key version created_at updated_at"},
	{Name: "layout", Plain: "id object role pipeline_id sections version created_at updated_at"},
	{Name: "list_choice", Staff: "user_id stars", Plain: "object opens tabs columns updated_at"},
	{Name: "list_view", Person: "name search filter tree", Staff: "user_id", Plain: "id object kind sort columns sharing team_id version created_at updated_at deleted_at", Words: "name search filter tree", Versioned: true},
	{Name: "lost_reason", Plain: "id name position"},
	{Name: "object", Plain: "id name plural icon state version created_at updated_at deleted_at"},
	{Name: "object_link", Person: "target_id", Plain: "record_id kind created_at", Rows: []Rows{{Told: "records", Where: "kind = 'contact' AND target_id IN @ids", Give: "jsonb_build_object('record', (SELECT name FROM object_record r WHERE r.id = t.record_id), 'created_at', t.created_at)"}}},
	{Name: "object_record", Person: "name custom search search_own", Staff: "owner_id", Plain: "id object_id version created_at updated_at deleted_at", Words: "name", JSON: "custom", Versioned: true},
	{Name: "overflow", Person: "lead", Plain: "id source error received_at", Rows: []Rows{{Told: "leads", Where: hasWord + "lead::text ~* @words", Give: given}}},
	{Name: "phone_system", Plain: "one url key_id version updated_at"},
	{Name: "pipeline", Plain: "id name position version created_at updated_at removed_at mode"},
	{Name: "pipeline_team", Plain: "pipeline_id team_id"},
	{Name: "privacy_request", Person: "name", Staff: "owner_id", Plain: "id act state contact_id items size version created_at updated_at finished_at", Rows: []Rows{{Where: "contact_id IN @ids", Set: "name = ''"}}},
	{Name: "reach_setting", Staff: "reply_to", Plain: "one version updated_at"},
	{Name: "retention", Person: "record_id name", Staff: "kept_by", Plain: "rule months erase allowed problem nights at kept_until version",
		Rows: []Rows{{Where: "rule IN ('lead', 'contact') AND record_id IN @ids"}}, Words: "name"},
	{Name: "role", Plain: "id name base version created_at updated_at"},
	{Name: "schema_version", Plain: "one version"},
	{Name: "share", Staff: "subject_id created_by", Plain: "id kind record_id subject_type ends_at created_at", Rows: []Rows{{Where: beside}}},
	{Name: "stage", Plain: "id pipeline_id name position probability kind exit_rule rot_days gate former_pipeline_id removal_id removed_at merged_into"},
	{Name: "task", Person: "title note custom", Staff: "owner_id",
		Plain: "id due_at all_day done_at about_kind about_id version created_at updated_at deleted_at kind minutes remind_before snoozed_until repeat repeat_from next_id source_uid",
		Rows:  []Rows{{Told: "tasks", Where: "about_kind = 'contact' AND about_id IN @ids", Give: given}}, Words: "title note", JSON: "custom", Versioned: true},
	{Name: "team", Plain: "id name version created_at updated_at parent_id"},
	{Name: "team_member", Staff: "user_id manager", Plain: "team_id"},
	{Name: "tombstone", Plain: "mark kind erased_at"},
	{Name: "usage", Plain: "name period used warned counted_at"},
	{Name: "vault", Staff: "made making_by", Plain: "one every keep next_at recipient bucket secret making_id making_since phase problem version updated_at"},
	{Name: "contact", Person: "name first_name last_name email phone job_title company_id street city postcode country birthday source preferred_name email_label phone_label more_emails more_phones company_since positions language tags consent merged_into merge custom search search_own",
		Staff: "owner_id", Plain: "id version created_at updated_at deleted_at", Rows: []Rows{{Told: "contact", Where: "id IN @ids", Give: given + " || jsonb_build_object('company', (SELECT c.name FROM company c WHERE c.id = t.company_id))"}}, JSON: "custom", Versioned: true},
}

// columns are all of a table's.
func (t Table) columns() []string { return strings.Fields(t.Person + " " + t.Staff + " " + t.Plain) }

// reached tells whether what the table knows of people can be forgotten. A firm is not forgotten, and the trail is emptied by
// its own service.
func (t Table) reached() bool {
	return t.Person == "" || len(t.Rows) > 0 || t.Words != "" || t.JSON != "" || t.Name == "company" || t.Name == "audit_log"
}
