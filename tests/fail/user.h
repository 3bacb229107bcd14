/* The model that these programs use. */
#ifndef USER_H
#define USER_H
#include "orm.h"

#define LEVEL(X) X(LEVEL_LOW, "low") X(LEVEL_HIGH, "high")
ORM_ENUM(Level, LEVEL);
#define USER_MODEL(X)                              \
    X(key,   int64, id, .auto_increment = true)    \
    X(field, text, name)                           \
    X(field, int32, age)                           \
    X(field, opt(double), height)                  \
    X(field, bool, active)                         \
    X(field, decimal(10, 2), balance)              \
    X(field, uuid, token)                          \
    X(field, timestamp, created)                   \
    X(field, date, born)                           \
    X(field, time, wakes)                          \
    X(field, interval, period)                     \
    X(field, json, settings)                       \
    X(field, blob, photo)                          \
    X(field, vector(3), place)                     \
    X(field, array(int32), marks)                  \
    X(field, hstore, labels)                       \
    X(field, point, home)                          \
    X(field, enum(Level), level)
ORM_MODEL(User, Users, USER_MODEL, .table = "users");
#define OTHER_MODEL(X) X(key, int64, id) X(key, text, code)
ORM_MODEL(Other, Others, OTHER_MODEL);
#endif
