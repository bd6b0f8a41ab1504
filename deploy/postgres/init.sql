-- Run once by the image, as the superuser `postgres`, when it creates the database.
-- The API's role owns its database and is no superuser.
\getenv password POSTGRES_PASSWORD
CREATE ROLE movies LOGIN PASSWORD :'password';
CREATE DATABASE movies OWNER movies;
-- The superuser is for `docker compose exec db psql` alone: without a password it has no way in by TCP.
ALTER ROLE postgres PASSWORD NULL;
