-- Run once by the image of PostgreSQL, when it has made its folder (compose.yaml): a role that owns our
-- database and may nothing else. The superuser that the image makes can no longer come by network.
\set password `cat /run/secrets/database-password`
CREATE ROLE blanketter LOGIN PASSWORD :'password';
CREATE DATABASE blanketter OWNER blanketter ENCODING 'UTF8' TEMPLATE template0;
ALTER ROLE postgres PASSWORD NULL;
