#!/bin/sh
# Run once by the PostgreSQL image on an empty data folder: two roles, neither a superuser.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner="$DATABASE_OWNER_PASSWORD" --set app="$DATABASE_APP_PASSWORD" <<'SQL'
CREATE ROLE techbank_owner LOGIN NOSUPERUSER PASSWORD :'owner';
CREATE ROLE techbank_app LOGIN NOSUPERUSER PASSWORD :'app';
CREATE DATABASE techbank OWNER techbank_owner;
SQL
