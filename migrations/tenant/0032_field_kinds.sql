-- What is wrong with a row can be said of one of the company's own fields, whose name is longer.
ALTER TABLE import_problem ALTER COLUMN field TYPE varchar(60);
