START TRANSACTION -- 0 rows
INSERT INTO `pages` (`id`, `raw`) VALUES (?, ?) -- 40 rows
COMMIT -- 0 rows
