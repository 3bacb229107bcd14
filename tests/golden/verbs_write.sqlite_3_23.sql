insert: INSERT INTO "v" ("name", "changed", "version") VALUES (?, ?, ?)
insert: SELECT "v"."weight" FROM "v" WHERE "v"."id" = ?
insert_all: BEGIN IMMEDIATE
insert_all: SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE
insert_all: SELECT MAX("id") FROM "v"
insert_all: SELECT COUNT(*) FROM sqlite_master WHERE name = ?
insert_all: SELECT seq FROM sqlite_sequence WHERE name = ?
insert_all: INSERT INTO "v" ("id", "name", "weight", "changed", "version") VALUES (?, ?, ?, ?, ?), (?, ?, ?, ?, ?)
insert_all: INSERT INTO "v" ("id", "name", "weight", "changed", "version") VALUES (?, ?, ?, ?, ?)
insert_all: COMMIT
insert: INSERT INTO "order" ("x", "y", "z") VALUES (?, ?, ?)
update: UPDATE "v" SET "name" = ?, "weight" = ?, "changed" = ?, "version" = "v"."version" + 1 WHERE "v"."id" = ? AND "v"."version" = ?
update_only: UPDATE "v" SET "name" = ?, "changed" = ?, "version" = "v"."version" + 1 WHERE "v"."id" = ? AND "v"."version" = ?
update: UPDATE "order" SET "z" = ? WHERE "order"."x" = ? AND "order"."y" = ?
upsert: BEGIN IMMEDIATE
upsert: SELECT "v"."id", "v"."name", "v"."weight", "v"."changed", "v"."version" FROM "v" WHERE "v"."name" = ?
upsert: UPDATE "v" SET "name" = ?, "weight" = ?, "changed" = ?, "version" = "v"."version" + 1 WHERE "v"."id" = ? AND "v"."version" = ?
upsert: COMMIT
upsert: BEGIN IMMEDIATE
upsert: SELECT "v"."id", "v"."name", "v"."weight", "v"."changed", "v"."version" FROM "v" WHERE "v"."name" = ?
upsert: COMMIT
upsert: BEGIN IMMEDIATE
upsert: SELECT "order"."x", "order"."y", "order"."z" FROM "order" WHERE "order"."x" = ? AND "order"."y" = ?
upsert: UPDATE "order" SET "z" = ? WHERE "order"."x" = ? AND "order"."y" = ?
upsert: COMMIT
update_where: UPDATE "v" SET "weight" = orm_fits(("v"."weight" + ?), -2147483648, 2147483647), "name" = "v"."name", "changed" = ?, "version" = "v"."version" + 1 WHERE "v"."id" > ?
delete_where: DELETE FROM "v" WHERE "v"."name" = ?
delete_all: BEGIN IMMEDIATE
delete_all: DELETE FROM "v" WHERE "v"."id" = ?
delete_all: DELETE FROM "v" WHERE "v"."id" = ?
delete_all: COMMIT
delete: DELETE FROM "order" WHERE "order"."x" = ? AND "order"."y" = ?
truncate: BEGIN IMMEDIATE
truncate: DELETE FROM "v"
truncate: SELECT COUNT(*) FROM sqlite_master WHERE name = ?
truncate: DELETE FROM sqlite_sequence WHERE name = ?
truncate: COMMIT
