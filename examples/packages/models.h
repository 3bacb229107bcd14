/* What the demo keeps of a package database: four models, one list each. */
#ifndef MODELS_H
#define MODELS_H
#include "orm.h"

/* The C name, and the name that stands in the status file and in the table. */
#define PRIORITY_LIST(X)                                    \
    X(REQUIRED,  "required")                                \
    X(IMPORTANT, "important")                               \
    X(STANDARD,  "standard")                                \
    X(OPTIONAL,  "optional")                                \
    X(EXTRA,     "extra")                                   \
    X(UNKNOWN,   "unknown")
#define STATE_LIST(X)                                       \
    X(NOT_INSTALLED,    "not-installed")                    \
    X(CONFIG_FILES,     "config-files")                     \
    X(HALF_INSTALLED,   "half-installed")                   \
    X(UNPACKED,         "unpacked")                         \
    X(HALF_CONFIGURED,  "half-configured")                  \
    X(TRIGGERS_AWAITED, "triggers-awaited")                 \
    X(TRIGGERS_PENDING, "triggers-pending")                 \
    X(INSTALLED,        "installed")
#define KIND_LIST(X)                                        \
    X(DEPENDS,     "depends")                               \
    X(PRE_DEPENDS, "pre-depends")                           \
    X(RECOMMENDS,  "recommends")                            \
    X(SUGGESTS,    "suggests")                              \
    X(ENHANCES,    "enhances")                              \
    X(CONFLICTS,   "conflicts")                             \
    X(BREAKS,      "breaks")                                \
    X(REPLACES,    "replaces")                              \
    X(PROVIDES,    "provides")
ORM_ENUM(Priority, PRIORITY_LIST);
ORM_ENUM(State, STATE_LIST);
ORM_ENUM(DependencyKind, KIND_LIST);

#define SECTION_MODEL(X)                                    \
    X(key,   int64, id,   .auto_increment = true)           \
    X(field, text,  name, .unique = true)
ORM_MODEL(Section, Sections, SECTION_MODEL, .table = "sections");

#define MAINTAINER_MODEL(X)                                 \
    X(key,   int64, id,   .auto_increment = true)           \
    X(field, text,  name)                                   \
    X(field, text,  email)                                  \
    X(unique, (name, email))
ORM_MODEL(Maintainer, Maintainers, MAINTAINER_MODEL, .table = "maintainers");

#define PACKAGE_MODEL(X)                                                                        \
    X(key,   int64,          id,            .auto_increment = true)                             \
    X(field, text,           name)                                                              \
    X(field, text,           architecture)                                                      \
    X(field, text,           version)                                                           \
    X(field, enum(State),    state,         .index = true)                                      \
    X(field, enum(Priority), priority)                                                          \
    X(field, bool,           essential)                                                         \
    X(field, int64,          installed_kib, .check = "installed_kib >= 0")                      \
    X(field, opt(text),      source)                                                            \
    X(field, opt(text),      homepage)                                                          \
    X(field, text,           summary)                                                           \
    X(field, opt(int64),     section_id,    .references = ORM_REF(Section, id), .index = true)  \
    X(field, opt(int64),     maintainer_id, .references = ORM_REF(Maintainer, id), .index = true) \
    X(field, timestamp,      read_at)                                                           \
    X(unique, (name, architecture))
ORM_MODEL(Package, Packages, PACKAGE_MODEL, .table = "packages");

/* "Depends: a, b | c (>= 2)": clause 0 has one alternative, clause 1 two. */
#define DEPENDENCY_MODEL(X)                                                                     \
    X(key,   int64,                package_id, .references = ORM_REF(Package, id), .on_delete = ORM_CASCADE) \
    X(key,   enum(DependencyKind), kind)                                                        \
    X(key,   int32,                clause)                                                      \
    X(key,   int32,                alternative)                                                 \
    X(field, text,                 name,       .index = true)                                   \
    X(field, opt(varchar(2)),      relation)                                                    \
    X(field, opt(text),            version)
ORM_MODEL(Dependency, Dependencies, DEPENDENCY_MODEL, .table = "dependencies");
#endif
