get: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`id` = ?
get: SELECT `order`.`x`, `order`.`y`, `order`.`z` FROM `order` WHERE `order`.`x` = ? AND `order`.`y` = ?
refresh: SELECT `order`.`x`, `order`.`y`, `order`.`z` FROM `order` WHERE `order`.`x` = ? AND `order`.`y` = ?
refresh_only: SELECT `order`.`z` FROM `order` WHERE `order`.`x` = ? AND `order`.`y` = ?
first: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` ORDER BY `t`.`id` LIMIT ?
last: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` ORDER BY `t`.`id` DESC LIMIT ?
first: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` > ? ORDER BY `t`.`a` DESC, `t`.`n` LIMIT ?
last: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` > ? ORDER BY `t`.`a`, `t`.`n` DESC LIMIT ?
one: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` = ? LIMIT ?
count: SELECT COUNT(*) FROM `t` WHERE `t`.`n` > ?
count: SELECT COUNT(*) FROM (SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` ORDER BY `t`.`n` LIMIT ?) AS `t`
exists: SELECT EXISTS (SELECT 1 FROM `t` WHERE `t`.`n` > ?)
exists: SELECT EXISTS (SELECT 1 FROM (SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` ORDER BY `t`.`n` LIMIT ?) AS `t`)
aggregate: SELECT SUM(`t`.`n`) FROM `t` WHERE `t`.`n` > ?
aggregate: SELECT SUM(`t`.`n`) FROM (SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` ORDER BY `t`.`n` LIMIT ?) AS `t`
paginate: SELECT COUNT(*) FROM `t` WHERE `t`.`n` > ?
paginate: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` > ? ORDER BY `t`.`a` DESC, `t`.`n` LIMIT ?
after: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` > ? ORDER BY `t`.`a` DESC, `t`.`n`, `t`.`id`
after: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE (`t`.`n` > ? AND ((`t`.`a` < ? OR `t`.`a` IS NULL) OR (`t`.`a` = ? AND `t`.`n` > ?) OR (`t`.`a` = ? AND `t`.`n` = ? AND `t`.`id` > ?))) ORDER BY `t`.`a` DESC, `t`.`n`, `t`.`id`
after: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE (`t`.`n` > ? AND ((`t`.`a` IS NULL AND `t`.`n` > ?) OR (`t`.`a` IS NULL AND `t`.`n` = ? AND `t`.`id` > ?))) ORDER BY `t`.`a` DESC, `t`.`n`, `t`.`id`
stream: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` > ? ORDER BY `t`.`a` DESC, `t`.`n`
get_or_create: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` = ? LIMIT ?
get_or_create: START TRANSACTION
get_or_create: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` = ? LIMIT ?
get_or_create: INSERT INTO `t` (`id`, `n`, `a`, `t`, `the price`) VALUES (?, ?, ?, ?, ?)
get_or_create: COMMIT
update_or_create: START TRANSACTION
update_or_create: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` = ? LIMIT ?
update_or_create: SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` = ? LIMIT ? FOR UPDATE
update_or_create: UPDATE `t` SET `n` = ?, `a` = ?, `t` = ?, `the price` = ? WHERE `t`.`id` = ?
update_or_create: COMMIT
