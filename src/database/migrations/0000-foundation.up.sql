-- Which files of functions have run here, and when last.
CREATE TABLE function_files (
  name       text NOT NULL,
  digest     text NOT NULL,
  applied_at timestamptz NOT NULL,
  CONSTRAINT function_files_pkey PRIMARY KEY (name, digest)
);

-- One row for each kind of background work: when its next step is due, and where its pass stands.
CREATE TABLE background_work (
  name     text NOT NULL,
  due_at   timestamptz(3) NOT NULL DEFAULT '-infinity',
  position bigint NOT NULL DEFAULT 0,
  CONSTRAINT background_work_pkey PRIMARY KEY (name)
) WITH (fillfactor = 50);
