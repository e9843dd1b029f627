-- Prefect và dondoc mỗi bên một cơ sở dữ liệu. / A database each: both keep an account of migrations.
CREATE DATABASE prefect;
\connect prefect
CREATE EXTENSION IF NOT EXISTS pg_trgm;
