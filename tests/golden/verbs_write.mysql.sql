insert: INSERT INTO `v` (`name`, `changed`, `version`) VALUES (?, ?, ?)
insert: SELECT `v`.`weight` FROM `v` WHERE `v`.`id` = ?
insert_all: START TRANSACTION
insert_all: INSERT INTO `v` (`name`, `weight`, `changed`, `version`) VALUES (?, ?, ?, ?)
insert_all: INSERT INTO `v` (`name`, `weight`, `changed`, `version`) VALUES (?, ?, ?, ?)
insert_all: INSERT INTO `v` (`name`, `weight`, `changed`, `version`) VALUES (?, ?, ?, ?)
insert_all: COMMIT
insert: INSERT INTO `order` (`x`, `y`, `z`) VALUES (?, ?, ?)
update: UPDATE `v` SET `name` = ?, `weight` = ?, `changed` = ?, `version` = `v`.`version` + 1 WHERE `v`.`id` = ? AND `v`.`version` = ?
update_only: UPDATE `v` SET `name` = ?, `changed` = ?, `version` = `v`.`version` + 1 WHERE `v`.`id` = ? AND `v`.`version` = ?
update: UPDATE `order` SET `z` = ? WHERE `order`.`x` = ? AND `order`.`y` = ?
upsert: START TRANSACTION
upsert: SELECT index_name, CASE WHEN sub_part IS NULL THEN column_name END FROM information_schema.statistics WHERE non_unique = 0 AND table_schema = DATABASE() AND table_name = 'v' ORDER BY index_name, seq_in_index
upsert: INSERT INTO `v` (`name`, `weight`, `changed`, `version`) VALUES (?, ?, ?, ?) AS orm_new ON DUPLICATE KEY UPDATE `weight` = orm_new.`weight`, `changed` = orm_new.`changed`, `version` = `v`.`version` + 1
upsert: SELECT `v`.`id`, `v`.`name`, `v`.`weight`, `v`.`changed`, `v`.`version` FROM `v` WHERE `v`.`name` = ? LOCK IN SHARE MODE
upsert: COMMIT
upsert: START TRANSACTION
upsert: INSERT INTO `v` (`name`, `weight`, `changed`, `version`) VALUES (?, ?, ?, ?) AS orm_new ON DUPLICATE KEY UPDATE `id` = `v`.`id`
upsert: SELECT `v`.`id`, `v`.`name`, `v`.`weight`, `v`.`changed`, `v`.`version` FROM `v` WHERE `v`.`name` = ? LOCK IN SHARE MODE
upsert: COMMIT
upsert: START TRANSACTION
upsert: SELECT index_name, CASE WHEN sub_part IS NULL THEN column_name END FROM information_schema.statistics WHERE non_unique = 0 AND table_schema = DATABASE() AND table_name = 'order' ORDER BY index_name, seq_in_index
upsert: INSERT INTO `order` (`x`, `y`, `z`) VALUES (?, ?, ?) AS orm_new ON DUPLICATE KEY UPDATE `z` = orm_new.`z`
upsert: SELECT `order`.`x`, `order`.`y`, `order`.`z` FROM `order` WHERE `order`.`x` = ? AND `order`.`y` = ? LOCK IN SHARE MODE
upsert: COMMIT
update_where: UPDATE `v` SET `weight` = (`v`.`weight` + ?), `name` = `v`.`name`, `changed` = ?, `version` = `v`.`version` + 1 WHERE `v`.`id` > ?
delete_where: DELETE FROM `v` WHERE `v`.`name` = ?
delete_all: START TRANSACTION
delete_all: DELETE FROM `v` WHERE `v`.`id` = ?
delete_all: DELETE FROM `v` WHERE `v`.`id` = ?
delete_all: COMMIT
delete: DELETE FROM `order` WHERE `order`.`x` = ? AND `order`.`y` = ?
truncate: TRUNCATE TABLE `v`
