#!/bin/sh
# Runs once, when the database's volume is new: the role that the application works as. It owns nothing.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$HUB_APP_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role hub_app login password :'password';
SQL
