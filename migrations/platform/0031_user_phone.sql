-- +goose Up
-- The number at which a person is rung when a company's phone system calls somebody for them; empty when not given.
ALTER TABLE users ADD COLUMN phone varchar(20) NOT NULL DEFAULT '';
