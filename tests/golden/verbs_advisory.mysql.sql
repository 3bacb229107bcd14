begin: START TRANSACTION
advisory_lock: SELECT IF(GET_LOCK(k.name, 31536000) = 1, k.name, NULL) FROM (SELECT SHA2(CONCAT_WS('.', DATABASE(), ?), 224) AS name) AS k
advisory_lock: SELECT IF(GET_LOCK(k.name, 0) = 1, k.name, NULL) FROM (SELECT SHA2(CONCAT_WS('.', DATABASE(), ?), 224) AS name) AS k
commit: COMMIT
