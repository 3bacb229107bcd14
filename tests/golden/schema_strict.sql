-- SQLite
CREATE TABLE "rigids" (
    "id" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "t" TEXT,
    PRIMARY KEY ("id")
) STRICT;

-- PostgreSQL
CREATE TABLE "rigids" (
    "id" bigint NOT NULL,
    "n" integer NOT NULL,
    "t" text COLLATE "C",
    PRIMARY KEY ("id")
);

-- MySQL
CREATE TABLE `rigids` (
    `id` BIGINT NOT NULL,
    `n` INT NOT NULL,
    `t` LONGTEXT,
    PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- MariaDB
CREATE TABLE `rigids` (
    `id` BIGINT NOT NULL,
    `n` INT NOT NULL,
    `t` LONGTEXT,
    PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
