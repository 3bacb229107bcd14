-- orm_and(orm_eq(Ts.n, 1), orm_eq(Ts.n, 2))
SQLite      SELECT "t"."id" FROM "t" WHERE ("t"."n" = ? AND "t"."n" = ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE ("t"."n" = $1 AND "t"."n" = $2)
MySQL       SELECT `t`.`id` FROM `t` WHERE (`t`.`n` = ? AND `t`.`n` = ?)
MariaDB     SELECT `t`.`id` FROM `t` WHERE (`t`.`n` = ? AND `t`.`n` = ?)

-- orm_or(orm_eq(Ts.n, 1), orm_eq(Ts.n, 2), orm_eq(Ts.n, 3))
SQLite      SELECT "t"."id" FROM "t" WHERE ("t"."n" = ? OR "t"."n" = ? OR "t"."n" = ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE ("t"."n" = $1 OR "t"."n" = $2 OR "t"."n" = $3)
MySQL       SELECT `t`.`id` FROM `t` WHERE (`t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ?)
MariaDB     SELECT `t`.`id` FROM `t` WHERE (`t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ?)

-- orm_not(orm_eq(Ts.n, 1))
SQLite      SELECT "t"."id" FROM "t" WHERE NOT ("t"."n" = ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE NOT ("t"."n" = $1)
MySQL       SELECT `t`.`id` FROM `t` WHERE NOT (`t`.`n` = ?)
MariaDB     SELECT `t`.`id` FROM `t` WHERE NOT (`t`.`n` = ?)

-- orm_and(orm_or(orm_eq(Ts.n, 1), orm_not(orm_eq(Ts.n, 2))), orm_and(orm_eq(Ts.n, 3), orm_eq(Ts.n, 4)))
SQLite      SELECT "t"."id" FROM "t" WHERE (("t"."n" = ? OR NOT ("t"."n" = ?)) AND ("t"."n" = ? AND "t"."n" = ?))
PostgreSQL  SELECT "t"."id" FROM "t" WHERE (("t"."n" = $1 OR NOT ("t"."n" = $2)) AND ("t"."n" = $3 AND "t"."n" = $4))
MySQL       SELECT `t`.`id` FROM `t` WHERE ((`t`.`n` = ? OR NOT (`t`.`n` = ?)) AND (`t`.`n` = ? AND `t`.`n` = ?))
MariaDB     SELECT `t`.`id` FROM `t` WHERE ((`t`.`n` = ? OR NOT (`t`.`n` = ?)) AND (`t`.`n` = ? AND `t`.`n` = ?))

-- orm_and(orm_and(orm_eq(Ts.n, 1), orm_eq(Ts.n, 2)), orm_eq(Ts.n, 3))
SQLite      SELECT "t"."id" FROM "t" WHERE ("t"."n" = ? AND "t"."n" = ? AND "t"."n" = ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE ("t"."n" = $1 AND "t"."n" = $2 AND "t"."n" = $3)
MySQL       SELECT `t`.`id` FROM `t` WHERE (`t`.`n` = ? AND `t`.`n` = ? AND `t`.`n` = ?)
MariaDB     SELECT `t`.`id` FROM `t` WHERE (`t`.`n` = ? AND `t`.`n` = ? AND `t`.`n` = ?)

-- orm_and(orm_eq(Ts.n, 1))
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."n" = ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."n" = $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`n` = ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`n` = ?

-- orm_not(orm_or(orm_eq(Ts.n, 1), orm_eq(Ts.n, 2)))
SQLite      SELECT "t"."id" FROM "t" WHERE NOT (("t"."n" = ? OR "t"."n" = ?))
PostgreSQL  SELECT "t"."id" FROM "t" WHERE NOT (("t"."n" = $1 OR "t"."n" = $2))
MySQL       SELECT `t`.`id` FROM `t` WHERE NOT ((`t`.`n` = ? OR `t`.`n` = ?))
MariaDB     SELECT `t`.`id` FROM `t` WHERE NOT ((`t`.`n` = ? OR `t`.`n` = ?))

-- orm_and(orm_eq(Ts.n, 1), (orm_expr)NULL)
SQLite      -- error: .where: condition 2 of an orm_and or orm_or is empty: an empty condition would change what the query means
PostgreSQL  -- error: .where: condition 2 of an orm_and or orm_or is empty: an empty condition would change what the query means
MySQL       -- error: .where: condition 2 of an orm_and or orm_or is empty: an empty condition would change what the query means
MariaDB     -- error: .where: condition 2 of an orm_and or orm_or is empty: an empty condition would change what the query means

-- 34 conditions: halves
SQLite      SELECT "t"."id" FROM "t" WHERE (("t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ?) OR ("t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ? OR "t"."n" = ?))
PostgreSQL  SELECT "t"."id" FROM "t" WHERE (("t"."n" = $1 OR "t"."n" = $2 OR "t"."n" = $3 OR "t"."n" = $4 OR "t"."n" = $5 OR "t"."n" = $6 OR "t"."n" = $7 OR "t"."n" = $8 OR "t"."n" = $9 OR "t"."n" = $10 OR "t"."n" = $11 OR "t"."n" = $12 OR "t"."n" = $13 OR "t"."n" = $14 OR "t"."n" = $15 OR "t"."n" = $16 OR "t"."n" = $17) OR ("t"."n" = $18 OR "t"."n" = $19 OR "t"."n" = $20 OR "t"."n" = $21 OR "t"."n" = $22 OR "t"."n" = $23 OR "t"."n" = $24 OR "t"."n" = $25 OR "t"."n" = $26 OR "t"."n" = $27 OR "t"."n" = $28 OR "t"."n" = $29 OR "t"."n" = $30 OR "t"."n" = $31 OR "t"."n" = $32 OR "t"."n" = $33 OR "t"."n" = $34))
MySQL       SELECT `t`.`id` FROM `t` WHERE ((`t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ?) OR (`t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ?))
MariaDB     SELECT `t`.`id` FROM `t` WHERE ((`t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ?) OR (`t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ? OR `t`.`n` = ?))
