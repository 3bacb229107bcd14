insert: INSERT INTO "v" ("name", "changed", "version") VALUES ($1, $2, $3) RETURNING "v"."id", "v"."weight"
insert_all: BEGIN
insert_all: INSERT INTO "v" ("name", "weight", "changed", "version") VALUES ($1, $2, $3, $4) RETURNING "v"."id"
insert_all: INSERT INTO "v" ("name", "weight", "changed", "version") VALUES ($1, $2, $3, $4) RETURNING "v"."id"
insert_all: INSERT INTO "v" ("name", "weight", "changed", "version") VALUES ($1, $2, $3, $4) RETURNING "v"."id"
insert_all: COMMIT
insert: INSERT INTO "order" ("x", "y", "z") VALUES ($1, $2, $3)
update: UPDATE "v" SET "name" = $1, "weight" = $2, "changed" = $3, "version" = "v"."version" + 1 WHERE "v"."id" = $4 AND "v"."version" = $5
update_only: UPDATE "v" SET "name" = $1, "changed" = $2, "version" = "v"."version" + 1 WHERE "v"."id" = $3 AND "v"."version" = $4
update: UPDATE "order" SET "z" = $1 WHERE "order"."x" = $2 AND "order"."y" = $3
upsert: BEGIN
upsert: INSERT INTO "v" ("name", "weight", "changed", "version") VALUES ($1, $2, $3, $4) ON CONFLICT ("name") DO UPDATE SET "weight" = excluded."weight", "changed" = excluded."changed", "version" = "v"."version" + 1 RETURNING "v"."id", "v"."name", "v"."weight", "v"."changed", "v"."version"
upsert: COMMIT
upsert: BEGIN
upsert: INSERT INTO "v" ("name", "weight", "changed", "version") VALUES ($1, $2, $3, $4) ON CONFLICT ("name") DO NOTHING RETURNING "v"."id", "v"."name", "v"."weight", "v"."changed", "v"."version"
upsert: SELECT "v"."id", "v"."name", "v"."weight", "v"."changed", "v"."version" FROM "v" WHERE "v"."name" = $1
upsert: COMMIT
upsert: BEGIN
upsert: INSERT INTO "order" ("x", "y", "z") VALUES ($1, $2, $3) ON CONFLICT ("x", "y") DO UPDATE SET "z" = excluded."z" RETURNING "order"."x", "order"."y", "order"."z"
upsert: COMMIT
update_where: UPDATE "v" SET "weight" = ("v"."weight" + $1::bigint), "name" = "v"."name", "changed" = $2, "version" = "v"."version" + 1 WHERE "v"."id" > $3
delete_where: DELETE FROM "v" WHERE "v"."name" = $1
delete_all: BEGIN
delete_all: DELETE FROM "v" WHERE "v"."id" = $1
delete_all: DELETE FROM "v" WHERE "v"."id" = $1
delete_all: COMMIT
delete: DELETE FROM "order" WHERE "order"."x" = $1 AND "order"."y" = $2
truncate: BEGIN
truncate: SELECT COUNT(*) FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conrelid <> confrelid AND confrelid = pg_catalog.to_regclass($1)
truncate: TRUNCATE TABLE "v" RESTART IDENTITY
truncate: COMMIT
