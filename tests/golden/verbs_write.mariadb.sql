insert: INSERT INTO `v` (`name`, `changed`, `version`) VALUES (?, ?, ?) RETURNING `v`.`weight`, `v`.`id`
insert_all: START TRANSACTION
insert_all: INSERT INTO `v` (`name`, `weight`, `changed`, `version`) VALUES (?, ?, ?, ?) RETURNING `v`.`id`
insert_all: COMMIT
insert: INSERT INTO `order` (`x`, `y`, `z`) VALUES (?, ?, ?)
update: UPDATE `v` SET `name` = ?, `weight` = ?, `changed` = ?, `version` = `v`.`version` + 1 WHERE `v`.`id` = ? AND `v`.`version` = ?
update_only: UPDATE `v` SET `name` = ?, `changed` = ?, `version` = `v`.`version` + 1 WHERE `v`.`id` = ? AND `v`.`version` = ?
update: UPDATE `order` SET `z` = ? WHERE `order`.`x` = ? AND `order`.`y` = ?
upsert: START TRANSACTION
upsert: SELECT index_name, CASE WHEN sub_part IS NULL THEN column_name END FROM information_schema.statistics WHERE non_unique = 0 AND table_schema = DATABASE() AND table_name = 'v' ORDER BY index_name, seq_in_index
upsert: INSERT INTO `v` (`name`, `weight`, `changed`, `version`) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE `weight` = VALUES(`weight`), `changed` = VALUES(`changed`), `version` = `v`.`version` + 1 RETURNING `v`.`id`, `v`.`name`, `v`.`weight`, `v`.`changed`, `v`.`version`
upsert: COMMIT
upsert: START TRANSACTION
upsert: INSERT INTO `v` (`name`, `weight`, `changed`, `version`) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE `id` = `v`.`id` RETURNING `v`.`id`, `v`.`name`, `v`.`weight`, `v`.`changed`, `v`.`version`
upsert: COMMIT
upsert: START TRANSACTION
upsert: SELECT index_name, CASE WHEN sub_part IS NULL THEN column_name END FROM information_schema.statistics WHERE non_unique = 0 AND table_schema = DATABASE() AND table_name = 'order' ORDER BY index_name, seq_in_index
upsert: INSERT INTO `order` (`x`, `y`, `z`) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE `z` = VALUES(`z`) RETURNING `order`.`x`, `order`.`y`, `order`.`z`
upsert: COMMIT
update_where: UPDATE `v` SET `weight` = (`v`.`weight` + ?), `name` = `v`.`name`, `changed` = ?, `version` = `v`.`version` + 1 WHERE `v`.`id` > ?
delete_where: DELETE FROM `v` WHERE `v`.`name` = ?
delete_all: START TRANSACTION
delete_all: DELETE FROM `v` WHERE `v`.`id` = ?
delete_all: DELETE FROM `v` WHERE `v`.`id` = ?
delete_all: COMMIT
delete: DELETE FROM `order` WHERE `order`.`x` = ? AND `order`.`y` = ?
truncate: TRUNCATE TABLE `v`
