update_where: WITH "Heavy" ("id", "weight") AS (SELECT "v"."id" AS "id", "v"."weight" AS "weight" FROM "v" WHERE "v"."weight" > $1) UPDATE "v" SET "weight" = (SELECT MAX("Heavy"."weight") FROM "Heavy"), "changed" = $2, "version" = "v"."version" + 1 WHERE "v"."id" IN (SELECT "Heavy"."id" FROM "Heavy")
delete_where: WITH "Heavy" ("id", "weight") AS (SELECT "v"."id" AS "id", "v"."weight" AS "weight" FROM "v" WHERE "v"."weight" > $1) DELETE FROM "v" WHERE ("v"."name" = $2 AND EXISTS (SELECT 1 FROM "Heavy" WHERE "Heavy"."id" = "v"."id"))
update_returning: BEGIN
update_returning: WITH "Heavy" ("id", "weight") AS (SELECT "v"."id" AS "id", "v"."weight" AS "weight" FROM "v" WHERE "v"."weight" > $1) SELECT "v"."id" FROM "v" WHERE "v"."id" IN (SELECT "Heavy"."id" FROM "Heavy") ORDER BY "v"."id" FOR UPDATE
update_returning: COMMIT
