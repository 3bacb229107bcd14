-- orm_in(Ts.n, 1, 2, 3)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" IN (?, ?, ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" = ANY($1)
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` IN (?, ?, ?)
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` IN (?, ?, ?)

-- orm_not_in(Ts.t, "a", "b")
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."t" NOT IN (?, ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" <> ALL($1)
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` NOT IN (?, ?)
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` NOT IN (?, ?)

-- orm_in(Ts.n, Ts.a, 7)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" IN ("t"."a", ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" IN ("t"."a", $1)
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` IN (`t`.`a`, ?)
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` IN (`t`.`a`, ?)

-- orm_in_array(Ts.n, many, 2)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" IN (?, ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" = ANY($1)
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` IN (?, ?)
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` IN (?, ?)

-- orm_in_array(Ts.n, many, 11)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" = ANY($1)
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- orm_in_array(Ts.n, many, 0)
SQLite      SELECT "t"."id" FROM "t" WHERE 1 = 0
PostgreSQL  SELECT "t"."id" FROM "t" WHERE 1 = 0
MySQL       SELECT `t`.`id` FROM `t` WHERE 1 = 0
MariaDB     SELECT `t`.`id` FROM `t` WHERE 1 = 0

-- orm_not_in_array(Ts.n, many, 0)
SQLite      SELECT "t"."id" FROM "t" WHERE 1 = 1
PostgreSQL  SELECT "t"."id" FROM "t" WHERE 1 = 1
MySQL       SELECT `t`.`id` FROM `t` WHERE 1 = 1
MariaDB     SELECT `t`.`id` FROM `t` WHERE 1 = 1

-- orm_in(Ts.a, 1, ORM_NULL)
SQLite      -- error: .where: value 2 of a list is NULL, which makes NOT IN match nothing and IN ignore it: leave it out, or add orm_is_null
PostgreSQL  -- error: .where: value 2 of a list is NULL, which makes NOT IN match nothing and IN ignore it: leave it out, or add orm_is_null
MySQL       -- error: .where: value 2 of a list is NULL, which makes NOT IN match nothing and IN ignore it: leave it out, or add orm_is_null
MariaDB     -- error: .where: value 2 of a list is NULL, which makes NOT IN match nothing and IN ignore it: leave it out, or add orm_is_null
