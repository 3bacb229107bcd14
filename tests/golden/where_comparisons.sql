-- orm_eq(Ts.n, 1)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" = ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" = $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` = ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` = ?

-- orm_ne(Ts.n, 1)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" <> ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" <> $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` <> ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` <> ?

-- orm_lt(Ts.n, 1)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" < ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" < $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` < ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` < ?

-- orm_le(Ts.n, 1)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" <= ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" <= $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` <= ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` <= ?

-- orm_gt(Ts.n, 1)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" > ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" > $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` > ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` > ?

-- orm_ge(Ts.n, 1)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" >= ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" >= $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` >= ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` >= ?

-- orm_between(Ts.n, 1, 2)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" BETWEEN ? AND ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" BETWEEN $1 AND $2
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` BETWEEN ? AND ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` BETWEEN ? AND ?

-- orm_eq(Ts.n, Ts.a)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" = "t"."a"
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" = "t"."a"
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` = `t`.`a`
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` = `t`.`a`

-- orm_eq(Ts.d, ORM_DEC("1.50"))
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."the price" = ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."the price" = $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`the price` = ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`the price` = ?

-- orm_lt(Ts.d, ORM_DEC("1.50"))
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."the price" < ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."the price" < $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`the price` < ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`the price` < ?
