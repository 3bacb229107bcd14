update_where: WITH `Heavy` (`id`, `weight`) AS (SELECT `v`.`id` AS `id`, `v`.`weight` AS `weight` FROM (SELECT * FROM `v` LIMIT 18446744073709551615) AS `v` WHERE `v`.`weight` > ?) UPDATE `v` SET `weight` = (SELECT MAX(`Heavy`.`weight`) FROM `Heavy`), `changed` = ?, `version` = `v`.`version` + 1 WHERE `v`.`id` IN (SELECT `Heavy`.`id` FROM `Heavy`)
delete_where: WITH `Heavy` (`id`, `weight`) AS (SELECT `v`.`id` AS `id`, `v`.`weight` AS `weight` FROM (SELECT * FROM `v` LIMIT 18446744073709551615) AS `v` WHERE `v`.`weight` > ?) DELETE FROM `v` WHERE (`v`.`name` = ? AND EXISTS (SELECT 1 FROM `Heavy` WHERE `Heavy`.`id` = `v`.`id`))
update_returning: START TRANSACTION
update_returning: WITH `Heavy` (`id`, `weight`) AS (SELECT `v`.`id` AS `id`, `v`.`weight` AS `weight` FROM `v` WHERE `v`.`weight` > ?) SELECT `v`.`id` FROM `v` WHERE `v`.`id` IN (SELECT `Heavy`.`id` FROM `Heavy`) ORDER BY `v`.`id` FOR UPDATE
update_returning: COMMIT
