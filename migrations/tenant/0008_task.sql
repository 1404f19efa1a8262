-- owner_id is the assignee: the person whose work it is.
CREATE TABLE task (
    id         uuid PRIMARY KEY,
    title      text NOT NULL CHECK (title <> ''),
    note       text NOT NULL,
    due_at     timestamptz,
    all_day    boolean NOT NULL,
    done_at    timestamptz,
    owner_id   uuid,
    about_kind varchar(16),
    about_id   uuid,
    version    int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    CHECK ((about_kind IS NULL) = (about_id IS NULL)),
    CHECK (due_at IS NOT NULL OR NOT all_day)
);
CREATE INDEX task_open ON task (owner_id, due_at) WHERE deleted_at IS NULL AND done_at IS NULL;
CREATE INDEX task_about ON task (about_id, due_at) WHERE deleted_at IS NULL AND about_id IS NOT NULL;
CREATE INDEX task_due ON task (coalesce(due_at, 'infinity'::timestamptz), id) WHERE deleted_at IS NULL;
CREATE INDEX task_created ON task (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX task_search ON task USING gin (title ext.gin_trgm_ops) WHERE deleted_at IS NULL;
