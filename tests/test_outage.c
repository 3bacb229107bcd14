/* The server itself fails: its processes are killed and started again, connections are ended by an administrator, it refuses, is full, is read-only.  The server is
 * this program's own (tools/with_postgres.sh, tools/with_mariadb.sh, tools/with_mysql.sh), so that others' tests live on. */
#define _GNU_SOURCE /* processes, mounts and the proxy need more of the system than C11 has */
#include "network.h"
#include <ctype.h>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ENTRY_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, int64, batch) X(field, text, note)
ORM_MODEL(Entry, Entries, ENTRY_MODEL, .table = "entries");
#define LIMIT_MS 5000
#define GRACE_MS 500

/* ---- the server's processes ------------------------------------------------------------------------------------------------------------- */
#define ARGUMENTS 64
typedef struct server {
    pid_t pid;
    bool ours;                    /* started by us: a child */
    char words[8192], folder[512], program[512], pid_file[512];
    char *arguments[ARGUMENTS];
    size_t count;
    struct stat owner;
    int log;
} server;
static server the_server;

/* The server is that of a system in a folder (tools/other_system.sh): its own paths begin there.  "": it is this system's. */
static const char *server_root(void) {
    const char *root = getenv(test_on("mysql") ? "ORM_MYSQL_ROOT" : "ORM_POSTGRES_ROOT");
    return root && strcmp(root, "/") != 0 ? root : "";
}
static bool is_mariadb(void) { return orm_dialect_of(harness_admin()->db) == ORM_DIALECT_MARIADB; }
static bool gone(pid_t pid) {
    char path[64], state = 'Z';
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "r");
    if (!f) return true;
    if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1) state = 'Z';
    fclose(f);
    return state == 'Z';
}
static void children_of(pid_t parent, pid_t *list, size_t *count, size_t size) {
    DIR *d = opendir("/proc");
    for (const struct dirent *e; d && (e = readdir(d));) {
        char path[300];
        int of = 0;
        if (!isdigit((unsigned char)e->d_name[0])) continue;
        snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
        FILE *f = fopen(path, "r");
        if (!f) continue;
        if (fscanf(f, "%*d (%*[^)]) %*c %d", &of) == 1 && of == (int)parent && *count < size) list[(*count)++] = (pid_t)atoi(e->d_name);
        fclose(f);
    }
    if (d) closedir(d);
}
static size_t file_text(const char *path, char *out, size_t size) {
    FILE *f = fopen(path, "rb");
    const size_t n = f ? fread(out, 1, size - 1, f) : 0;
    if (f) fclose(f);
    out[n] = 0;
    return n;
}
/* Who the server is and how it was started, as the system knows it. */
static void server_find(void) {
    server *v = &the_server;
    char path[600], text[64];
    if (v->pid) return;
    harness_begin();
    orm_session *s = harness_admin()->s;
    snprintf(v->pid_file, sizeof v->pid_file, "%s%s%s", server_root(), orm_value_text(test_on("mysql") ? orm_scalar_sql(s, "SELECT @@pid_file", orm_args()) : orm_scalar_sql(s, "SELECT current_setting('data_directory')", orm_args())),
             test_on("mysql") ? "" : "/postmaster.pid");
    if (!file_text(v->pid_file, text, sizeof text)) fail_msg("no process id in %s", v->pid_file);
    v->pid = (pid_t)atoi(text);
    snprintf(path, sizeof path, "/proc/%d/cmdline", (int)v->pid);
    const size_t n = file_text(path, v->words, sizeof v->words);
    for (size_t at = 0; at < n && v->count + 8 < ARGUMENTS; at += strlen(v->words + at) + 1) v->arguments[v->count++] = v->words + at;
    snprintf(path, sizeof path, "/proc/%d/cwd", (int)v->pid);
    const ssize_t length = readlink(path, v->folder, sizeof v->folder - 1);
    snprintf(path, sizeof path, "/proc/%d/exe", (int)v->pid);
    const ssize_t program = readlink(path, v->program, sizeof v->program - 1);
    snprintf(path, sizeof path, "/proc/%d", (int)v->pid);
    if (!v->count || length <= 0 || program <= 0 || stat(path, &v->owner) != 0) fail_msg("the server's process %d cannot be seen", (int)v->pid);
    v->folder[length] = v->program[program] = 0;
    if (!test_on("mysql")) return; /* it was started so that it is quick: what it acknowledges must be with the system */
    v->arguments[v->count++] = (char *)(uintptr_t)"--innodb-flush-log-at-trx-commit=2";
    assert_true(orm_exec(s, "SET GLOBAL innodb_flush_log_at_trx_commit = 2", orm_args()) >= 0);
}
/* All of its processes at once, so that nothing is put in order. */
static void server_kill(void) {
    server *v = &the_server;
    pid_t list[256] = { v->pid };
    size_t count = 1;
    char lock[120];
    network_server(harness_url(NULL, NULL), lock, sizeof lock - 8);
    children_of(v->pid, list, &count, 256);
    for (size_t i = 0; i < count; i++) kill(list[i], SIGKILL);
    if (v->ours) waitpid(v->pid, NULL, 0);
    for (const int64_t end = network_ms() + 5000; count; network_sleep(1)) {
        while (count && gone(list[count - 1])) count--;
        if (network_ms() > end) fail_msg("process %d does not end", (int)list[count - 1]);
    }
    unlink(v->pid_file); /* nobody has collected the dead process, so that PostgreSQL would take it for alive */
    snprintf(lock + strlen(lock), sizeof lock - strlen(lock), ".lock");
    unlink(lock);
}
static void server_become(const server *v) {
    const char *root = server_root(), *folder = v->folder + strlen(root), *program = v->program + strlen(root); /* as this system sees them */
    if (*root && chroot(root)) _exit(126);
    if (geteuid() == 0 && (setgroups(0, NULL) || setgid(v->owner.st_gid) || setuid(v->owner.st_uid))) _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it must not outlive us */
    const int nowhere = open("/dev/null", O_RDWR);
    if (chdir(*folder ? folder : "/") || nowhere < 0 || dup2(nowhere, 0) < 0 || dup2(v->log, 1) < 0 || dup2(v->log, 2) < 0) _exit(126);
    for (int fd = 3; fd < 1000; fd++) close(fd);
    execv(program, v->arguments);
    _exit(127);
}
static bool server_answers(void) {
    orm_error err;
    orm_db *db = orm_open(harness_url(NULL, NULL), &(orm_options){ .connect_ms = 1000 }, &err);
    orm_close(db);
    return db != NULL;
}
/* With these arguments behind those it had (NULL: none). */
static void server_start(const char *first, const char *second) {
    server *v = &the_server;
    v->arguments[v->count] = (char *)(uintptr_t)first;
    v->arguments[v->count + (first != NULL)] = (char *)(uintptr_t)second;
    v->arguments[v->count + (first != NULL) + (second != NULL)] = NULL;
    char log[600];
    snprintf(log, sizeof log, "%.500s/server_%ld.log", test_folder(), (long)getpid());
    v->log = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    v->pid = fork();
    if (v->pid == 0) server_become(v);
    if (v->pid < 0) fail_msg("fork failed");
    v->ours = true;
    close(v->log);
    for (const int64_t end = network_ms() + 20000; !server_answers(); network_sleep(5))
        if (network_ms() > end || waitpid(v->pid, NULL, WNOHANG) != 0) fail_msg("the server does not start again");
}
static int server_end(int result) {
    if (!the_server.ours) return result;
    kill(the_server.pid, SIGKILL);
    waitpid(the_server.pid, NULL, 0);
    return result;
}

/* ---- the program's side --------------------------------------------------------------------------------------------------------------------- */
typedef struct scene { char url[NETWORK_URL]; orm_db *db; orm_session *s; int64_t batch; } scene;

static scene scene_open(void) {
    scene c = { .batch = 1 };
    server_find();
    snprintf(c.url, sizeof c.url, "%s", test_database_url());
    c.db = test_open_with(c.url, &(orm_options){ .pool_max = 4, .statement_ms = LIMIT_MS, .connect_ms = LIMIT_MS });
    c.s = orm_session_open(c.db);
    assert_non_null(c.s);
    assert_ok(c.s, orm_create_tables(c.s, ORM_MODELS(Entry), NULL));
    return c;
}
static void scene_close(scene *c) {
    assert_int_equal(orm_session_close(c->s), ORM_OK);
    assert_int_equal(orm_close(c->db), ORM_OK);
    harness_disconnect(); /* it may have met the outage */
    assert_true(harness_connect(harness_url(test_on("postgres") ? harness_admin()->program : NULL, NULL)));
}
static orm_status insert(scene *c, orm_session *s) { return Entry_insert(s, &(Entry){ .batch = c->batch, .note = "acknowledged?" }); }
static int64_t rows_of(scene *c) { return Entry_count(c->s, orm_q(.where = orm_eq(Entries.batch, c->batch))); }

/* ---- what a session is doing when it happens ------------------------------------------------------------------------------------------------------ */
typedef struct state_case {
    const char *name;
    void (*before)(scene *c);
    void (*after)(scene *c); /* the connection is gone; what the calls say */
    int64_t rows;            /* that are there in the end */
} state_case;

static void before_idle(scene *c) { assert_ok(c->s, insert(c, c->s)); }
static void after_idle(scene *c) { (void)c; }
static void after_autocommit(scene *c) {
    const orm_status status = insert(c, c->s);
    assert_true(status == ORM_OK || status == ORM_CONNECTION); /* a free connection may be replaced before it is used */
    if (status == ORM_OK) assert_int_equal(Entry_delete_where(c->s, orm_q(.where = orm_eq(Entries.batch, c->batch))), 2);
    else assert_true(orm_error_of(c->s)->message[0]);
    if (status == ORM_OK) assert_ok(c->s, insert(c, c->s));
}
static void before_transaction(scene *c) {
    assert_ok(c->s, orm_begin(c->s));
    assert_ok(c->s, insert(c, c->s));
}
static void lost_in_transaction(scene *c) {
    assert_fails(c->s, insert(c, c->s), ORM_CONNECTION);
    assert_true(orm_error_of(c->s)->retryable);
    assert_int_equal(orm_error_of(c->s)->outcome, ORM_NOT_APPLIED);
    assert_fails(c->s, insert(c, c->s), ORM_TRANSACTION);
}
static void after_transaction(scene *c) {
    lost_in_transaction(c);
    assert_fails(c->s, orm_commit(c->s), ORM_TRANSACTION);
    assert_ok(c->s, orm_rollback(c->s));
}
static void before_savepoint(scene *c) {
    before_transaction(c);
    assert_ok(c->s, orm_begin(c->s));
    assert_ok(c->s, insert(c, c->s));
}
static void after_savepoint(scene *c) {
    lost_in_transaction(c);
    assert_ok(c->s, orm_rollback(c->s));
    assert_fails(c->s, insert(c, c->s), ORM_TRANSACTION); /* the outer one went with it */
    assert_ok(c->s, orm_rollback(c->s));
}
static void after_commit(scene *c) {
    const orm_status status = orm_commit(c->s);
    if (status == ORM_COMMIT_UNKNOWN) assert_int_equal(orm_error_of(c->s)->outcome, ORM_OUTCOME_UNKNOWN);
    else assert_int_equal(status, ORM_CONNECTION); /* known to be gone before COMMIT was sent */
    assert_int_equal(orm_error_of(c->s)->retryable, status == ORM_CONNECTION);
    assert_ok(c->s, orm_rollback(c->s));
}
#define STREAMED 20000
static Entry_cursor streaming;
static void before_stream(scene *c) {
    static Entry rows[STREAMED];
    for (int i = 0; i < STREAMED; i++) rows[i] = (Entry){ .batch = c->batch, .note = "a row that is long enough that a stream of them does not fit into the buffers between the server and us" };
    assert_ok(c->s, Entry_insert_all(c->s, rows, STREAMED));
    streaming = Entry_stream(c->s, orm_q(.order_by = { orm_asc(Entries.id) }));
    for (int i = 0; i < 5; i++) assert_non_null(Entry_next(&streaming));
}
static void after_stream(scene *c) {
    int rows = 5;
    while (Entry_next(&streaming)) rows++;
    if (rows == STREAMED) assert_session(c->s, ORM_OK); /* it had all come already */
    else assert_session(c->s, ORM_CONNECTION);
    assert_ok(c->s, Entry_stop(&streaming));
}
static const state_case state_cases[] = {
    { "idle", before_idle, after_idle, 1 },
    { "autocommit", before_idle, after_autocommit, 1 },
    { "transaction", before_transaction, after_transaction, 0 },
    { "savepoint", before_savepoint, after_savepoint, 0 },
    { "commit", before_transaction, after_commit, 0 },
    { "streaming", before_stream, after_stream, STREAMED },
};
static void test_server_killed_and_started_again(void **state) {
    (void)state;
    scene c = scene_open();
    for (size_t i = 0; i < NETWORK_COUNT(state_cases); i++) {
        const state_case *k = &state_cases[i];
        c.batch++;
        k->before(&c);
        server_kill();
        const int64_t began = network_ms();
        k->after(&c);
        assert_null(Entry_first(c.s, NULL)); /* nobody is there */
        assert_session(c.s, ORM_CONNECTION);
        assert_true(orm_error_of(c.s)->message[0]);
        assert_true(network_ms() - began < LIMIT_MS);
        server_start(NULL, NULL);
        const int64_t back = network_ms();
        if (rows_of(&c) != k->rows) fail_msg("%s: %lld rows: %s", k->name, (long long)rows_of(&c), orm_error_of(c.s)->message); /* the first call works */
        c.batch++;
        assert_ok(c.s, insert(&c, c.s));
        assert_int_equal(rows_of(&c), 1);
        printf("%s: works again %lld ms after the server does\n", k->name, (long long)(network_ms() - back));
        assert_true(network_ms() - back < 1000);
    }
    scene_close(&c);
}
/* The same, but an administrator ends the connections one by one. */
static int64_t end_connections(scene *c) {
    orm_session *s = harness_admin()->s;
    int64_t ids[64], n = 0;
    char database[80] = "";
    snprintf(database, sizeof database, "%.*s", (int)strcspn(strrchr(c->url, '/') ? strstr(strstr(c->url, "://") + 3, "/") + 1 : "", "?"), strstr(strstr(c->url, "://") + 3, "/") + 1);
    orm_rows r = orm_sql_text(s, test_on("mysql") ? "SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()" : "SELECT pid FROM pg_stat_activity WHERE datname = ?", orm_args(database));
    while (n < 64 && orm_next(&r)) ids[n++] = orm_int(&r, 0);
    assert_session(s, ORM_OK);
    for (int64_t i = 0; i < n; i++) {
        char sql[80];
        snprintf(sql, sizeof sql, test_on("mysql") ? "KILL CONNECTION %lld" : "SELECT pg_terminate_backend(%lld)", (long long)ids[i]);
        assert_true(orm_exec_text(s, sql, orm_args()) >= 0);
    }
    network_sleep(20); /* until it has arrived */
    return n;
}
static void test_server_connections_terminated(void **state) {
    (void)state;
    scene c = scene_open();
    for (size_t i = 0; i < NETWORK_COUNT(state_cases); i++) {
        const state_case *k = &state_cases[i];
        c.batch++;
        k->before(&c);
        assert_true(end_connections(&c) > 0);
        k->after(&c);
        if (rows_of(&c) != k->rows) fail_msg("%s: %lld rows: %s", k->name, (long long)rows_of(&c), orm_error_of(c.s)->message);
        c.batch++;
        assert_ok(c.s, insert(&c, c.s));
    }
    scene_close(&c);
}

/* ---- acknowledged is there, failed is not ----------------------------------------------------------------------------------------------------------- */
#define WRITERS 4
#define UNITS 20000
enum { NOT_DONE, ACKNOWLEDGED, FAILED, UNKNOWN };
typedef struct writer { scene *c; int number, stop; int64_t next; uint8_t told[UNITS]; bool single; char problem[400]; } writer;

static int fate(writer *w, orm_session *s, orm_status status) {
    const orm_error *e = orm_error_of(s);
    if (status == ORM_OK) return ACKNOWLEDGED;
    if (status != ORM_CONNECTION && status != ORM_COMMIT_UNKNOWN && !w->problem[0]) snprintf(w->problem, sizeof w->problem, "%s: %.300s", orm_status_name(status), e->message);
    return e->outcome == ORM_OUTCOME_UNKNOWN ? UNKNOWN : FAILED;
}
static void *write_on(void *context) {
    writer *w = context;
    orm_session *s = orm_session_open(w->c->db);
    while (!__atomic_load_n(&w->stop, __ATOMIC_ACQUIRE) && w->next < UNITS) {
        const int64_t unit = w->next++;
        Entry first = { .batch = (w->number + 1) * INT64_C(1000000) + unit, .note = "of two" }, second = first;
        orm_status status = w->single ? ORM_OK : orm_begin(s);
        if (status == ORM_OK) status = Entry_insert(s, &first);
        if (status == ORM_OK && !w->single) status = Entry_insert(s, &second);
        if (status == ORM_OK && !w->single) status = orm_commit(s);
        w->told[unit] = (uint8_t)fate(w, s, status);
        if (orm_depth(s) && orm_rollback(s) != ORM_OK && !w->problem[0]) snprintf(w->problem, sizeof w->problem, "rollback: %.300s", orm_error_of(s)->message);
        orm_session_reset(s);
        if (status != ORM_OK) network_sleep(2);
    }
    orm_session_close(s);
    return NULL;
}
static void check_writer(writer *w, const uint8_t *rows, int64_t *counts) {
    if (w->problem[0]) fail_msg("writer %d: %s", w->number, w->problem);
    for (int64_t unit = 0; unit < w->next; unit++) {
        const int all = w->single ? 1 : 2;
        counts[w->told[unit]]++;
        if (w->told[unit] == ACKNOWLEDGED && rows[unit] != all) fail_msg("writer %d: unit %lld was acknowledged and %d of its %d rows are there", w->number, (long long)unit, rows[unit], all);
        if (w->told[unit] == FAILED && rows[unit]) fail_msg("writer %d: unit %lld failed, it was said, and is there", w->number, (long long)unit);
        if (rows[unit] && rows[unit] != all) fail_msg("writer %d: half of unit %lld is there", w->number, (long long)unit);
    }
}
static void test_server_killed_while_four_write(void **state) {
    (void)state;
    scene c = scene_open();
    static writer w[WRITERS];
    static uint8_t rows[WRITERS][UNITS];
    pthread_t threads[WRITERS];
    int64_t counts[4] = { 0 };
    const int kills = network_long() ? 100 : 4;
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < WRITERS; i++) {
        w[i] = (writer){ .c = &c, .number = i, .single = i % 2 };
        assert_int_equal(pthread_create(&threads[i], NULL, write_on, &w[i]), 0);
    }
    for (int i = 0; i < kills; i++) {
        network_sleep(60 + i * 37 % 50);
        server_kill();
        network_sleep(20);
        server_start(NULL, NULL);
    }
    network_sleep(50);
    for (int i = 0; i < WRITERS; i++) __atomic_store_n(&w[i].stop, 1, __ATOMIC_RELEASE);
    for (int i = 0; i < WRITERS; i++) pthread_join(threads[i], NULL);
    Entry_cursor all = Entry_stream(c.s, NULL);
    for (const Entry *e; (e = Entry_next(&all));) {
        const int64_t who = e->batch / 1000000 - 1, unit = e->batch % 1000000;
        if (who >= 0 && who < WRITERS && unit < UNITS) rows[who][unit]++;
    }
    assert_session(c.s, ORM_OK);
    for (int i = 0; i < WRITERS; i++) check_writer(&w[i], rows[i], counts);
    printf("%d kills: %lld acknowledged, %lld failed, %lld unknown\n", kills, (long long)counts[ACKNOWLEDGED], (long long)counts[FAILED], (long long)counts[UNKNOWN]);
    assert_true(counts[ACKNOWLEDGED] > 0 && counts[FAILED] + counts[UNKNOWN] > 0);
    scene_close(&c);
}

/* ---- refusals ------------------------------------------------------------------------------------------------------------------------------------------ */
/* What no name server knows, without asking one. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **out) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (name && strcmp(name, "nowhere.invalid") == 0) return EAI_NONAME;
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    return real ? real(name, service, hints, out) : EAI_FAIL;
}
/* The server's URL with another user part ("user:password") and database. */
static const char *url_as(const char *url, const char *user, const char *database) {
    static char out[NETWORK_URL];
    const char *begin = strstr(url, "://") + 3, *at = strchr(begin, '@'), *host = at ? at + 1 : begin;
    const int length = (int)strcspn(host, "/?");
    const char *query = strchr(host, '?'), *name = host[length] == '/' ? host + length + 1 : "";
    const int name_length = (int)strcspn(name, "?");
    snprintf(out, sizeof out, "%.*s%s@%.*s/%.*s%s", (int)(begin - url), url, user, length, host, database ? (int)strlen(database) : name_length, database ? database : name, query ? query : "");
    return out;
}
static void refuses(const char *what, const char *url, orm_status status, const char *says, const char *secret) {
    orm_error err;
    const int64_t began = network_ms();
    orm_db *db = orm_open(url, &(orm_options){ .connect_ms = LIMIT_MS }, &err);
    const int64_t took = network_ms() - began;
    printf("%s: %lld ms: %s: %s\n", what, (long long)took, orm_status_name(err.status), err.message);
    if (db) fail_msg("%s: it was let in", what);
    if (err.status != status) fail_msg("%s: %s instead of %s", what, orm_status_name(err.status), orm_status_name(status));
    assert_true(took < LIMIT_MS + GRACE_MS);
    assert_has_text(err.message, says, __FILE__, __LINE__);
    assert_int_equal(err.outcome, ORM_NOT_APPLIED);
    if (secret) assert_null(strstr(err.message, secret));
}
static void test_server_connecting_is_refused(void **state) {
    (void)state;
    const bool mysql = test_on("mysql");
    char tcp[NETWORK_URL];
    server_find();
    const char *url = harness_url(NULL, NULL);
    refuses("wrong password", url_as(url, "word:hunter2-secret", NULL), ORM_CONFIG, "password in the URL", "hunter2");
    refuses("no password", url_as(url, "word", NULL), ORM_CONFIG, "password in the URL", NULL);
    refuses("unknown user", url_as(url, "nobody_known:hunter2-secret", NULL), ORM_CONFIG, "user and the password", "hunter2");
    refuses("unknown database", url_as(url, mysql ? "orm" : "orm", "no_such_database"), ORM_CONFIG, "create the database", NULL);
    place n = network_place();
    const int port = n.p->port;
    network_leave(&n);
    snprintf(tcp, sizeof tcp, "%s://orm:hunter2-secret@127.0.0.1:%d/test", mysql ? "mysql" : "postgresql", port); /* nobody listens there any more */
    refuses("refused port", tcp, ORM_CONNECTION, "127.0.0.1", "hunter2");
    snprintf(tcp, sizeof tcp, mysql ? "mysql://orm@/test?socket=/nowhere/to.sock" : "postgresql://orm@/test?host=/nowhere");
    refuses("missing socket", tcp, ORM_CONNECTION, "/nowhere", NULL);
    snprintf(tcp, sizeof tcp, "%s://orm:hunter2-secret@nowhere.invalid/test", mysql ? "mysql" : "postgresql");
    refuses("unknown host", tcp, ORM_CONNECTION, "nowhere.invalid", "hunter2");
}
/* The client wants TLS and the server has none; over TCP, because a socket needs none. */
static void test_server_without_tls(void **state) {
    (void)state;
    server_find();
    server_kill();
    server_start(test_on("postgres") ? NULL : is_mariadb() ? "--skip-ssl" : "--tls-version=", NULL);
    harness_disconnect();
    assert_true(harness_connect(harness_url(test_on("postgres") ? harness_admin()->program : NULL, NULL)));
    place n = network_place();
    char url[NETWORK_URL];
    network_through(n.direct_url, n.p->port, "sslmode=require", url, sizeof url);
    refuses("no TLS", url, ORM_CONFIG, "TLS", NULL);
    network_leave(&n);
    server_kill();
    server_start(NULL, NULL);
    harness_disconnect();
    assert_true(harness_connect(harness_url(test_on("postgres") ? harness_admin()->program : NULL, NULL)));
}
/* What only an administrator may do. */
static void administer(const char *sql) {
    orm_db *db = test_open_with(test_on("mysql") ? url_as(harness_url(NULL, NULL), "root", NULL) : harness_url(NULL, NULL), NULL);
    orm_session *s = orm_session_open(db);
    if (orm_exec_text(s, sql, orm_args()) < 0) fail_msg("%s: %s", sql, orm_error_of(s)->message);
    orm_session_close(s);
    orm_close(db);
}
static void test_server_too_many_connections(void **state) {
    (void)state;
    const bool mysql = test_on("mysql");
    scene c = scene_open();
    orm_session *s[16] = { NULL };
    int begun = 0;
    administer(mysql ? "CREATE USER few@localhost WITH MAX_USER_CONNECTIONS 5" : "CREATE ROLE few LOGIN CONNECTION LIMIT 5");
    if (mysql) administer("GRANT SELECT ON *.* TO few@localhost");
    orm_db *db = test_open_with(url_as(c.url, "few", NULL), &(orm_options){ .pool_max = 16, .connect_ms = LIMIT_MS });
    for (; begun < 16; begun++) {
        s[begun] = orm_session_open(db);
        if (orm_begin(s[begun]) != ORM_OK) break;
    }
    assert_int_equal(begun, 5);
    const orm_error *e = orm_error_of(s[begun]);
    printf("%s %d: %s\n", e->sqlstate, e->native_code, e->message);
    assert_int_equal(e->status, ORM_CONNECTION);
    assert_true(e->retryable);
    assert_message(s[begun], "pool_max"); /* what to do */
    assert_ok(s[0], orm_rollback(s[0]));
    assert_ok(s[begun], orm_begin(s[begun])); /* as soon as one is free */
    for (int i = 0; i <= begun; i++) assert_int_equal(orm_session_close(s[i]), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
    scene_close(&c);
}
static void test_server_all_connections_taken(void **state) {
    (void)state;
    const bool mysql = test_on("mysql");
    server_find();
    server_kill();
    server_start(mysql ? "--max-connections=10" : "--max-connections=8", mysql ? NULL : "--superuser-reserved-connections=0");
    harness_disconnect();
    orm_db *db[16] = { NULL };
    orm_error err = { .status = ORM_OK };
    int opened = 0;
    while (opened < 16 && (db[opened] = orm_open(url_as(harness_url(NULL, NULL), mysql ? "orm" : "orm", NULL), NULL, &err))) opened++;
    for (int i = 0; i < opened; i++) assert_int_equal(orm_close(db[i]), ORM_OK);
    printf("after %d: %s: %s\n", opened, orm_status_name(err.status), err.message);
    assert_between(opened, 5, 12);
    assert_int_equal(err.status, ORM_CONNECTION);
    assert_true(err.retryable);
    assert_has_text(err.message, "pool_max", __FILE__, __LINE__);
    server_kill();
    server_start(NULL, NULL);
    assert_true(harness_connect(harness_url(test_on("postgres") ? harness_admin()->program : NULL, NULL)));
}

/* ---- a server that cannot write ------------------------------------------------------------------------------------------------------------------------- */
static void test_server_read_only(void **state) {
    (void)state;
    const bool mysql = test_on("mysql");
    scene c = scene_open();
    char url[NETWORK_URL + 80];
    if (mysql) {
        administer("CREATE USER plain@localhost");
        administer("GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO plain@localhost");
        administer("SET GLOBAL read_only = 1");
        snprintf(url, sizeof url, "%s", url_as(c.url, "plain", NULL));
    } else {
        snprintf(url, sizeof url, "%s%soptions=-c%%20default_transaction_read_only%%3Don", c.url, strchr(c.url, '?') ? "&" : "?");
    }
    orm_db *db = test_open_with(url, NULL);
    orm_session *s = orm_session_open(db);
    assert_fails(s, insert(&c, s), ORM_READ_ONLY);
    assert_false(orm_error_of(s)->retryable);
    assert_int_equal(orm_error_of(s)->outcome, ORM_NOT_APPLIED);
    assert_int_equal(Entry_count(s, NULL), 0);
    orm_begin(s); /* a writing transaction may be refused at once */
    if (orm_depth(s)) {
        assert_fails(s, insert(&c, s), ORM_READ_ONLY);
        assert_fails(s, insert(&c, s), ORM_TRANSACTION);
        assert_ok(s, orm_rollback(s));
    }
    if (mysql) administer("SET GLOBAL read_only = 0");
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
    scene_close(&c);
}
/* Rows until there is no room for another one: an error that says so, what was acknowledged is there, and with room it goes on. */
static void fill_up(scene *c, size_t size) {
    char *text = malloc(size + 1);
    assert_non_null(text);
    memset(text, 'x', size);
    text[size] = 0;
    int rows = 0;
    orm_status status = ORM_OK;
    while (rows < 2000 && (status = Entry_insert(c->s, &(Entry){ .batch = 1, .note = text })) == ORM_OK) rows++;
    const orm_error e = *orm_error_of(c->s);
    printf("after %d rows: %s: %s\n", rows, orm_status_name(e.status), e.message);
    assert_int_equal(status, ORM_FULL);
    assert_int_equal(e.outcome, ORM_NOT_APPLIED);
    assert_false(e.retryable);
    assert_between(rows, 1, 1999);
    assert_int_equal(Entry_count(c->s, NULL), rows);
    assert_int_equal(Entry_delete_where(c->s, orm_q(.all_rows = true)), rows);
    if (test_on("mysql")) assert_ok(c->s, Entry_insert(c->s, &(Entry){ .batch = 1, .note = text }));
    free(text);
}
/* A disk of a few megabytes: a file system in memory, which only root can mount. */
static void test_postgres_disk_full(void **state) {
    (void)state;
    char disk[300], sql[400];
    snprintf(disk, sizeof disk, "%.200s/tmp/orm_full_%ld", server_root(), (long)getpid());
    scene c = scene_open();
    if (mkdir(disk, 0755) != 0 || mount("tmpfs", disk, "tmpfs", 0, "size=6m,mode=0755") != 0) {
        printf("not done: a small file system cannot be mounted here (%s)\n", strerror(errno));
        rmdir(disk);
        scene_close(&c);
        skip();
    }
    assert_int_equal(chown(disk, the_server.owner.st_uid, the_server.owner.st_gid), 0);
    snprintf(sql, sizeof sql, "CREATE TABLESPACE small LOCATION '%s'", disk + strlen(server_root()));
    administer(sql);
    assert_true(orm_exec(c.s, "ALTER TABLE entries SET TABLESPACE small", orm_args()) >= 0);
    assert_true(orm_exec(c.s, "ALTER TABLE entries ALTER note SET STORAGE EXTERNAL", orm_args()) >= 0);
    fill_up(&c, 100000);
    assert_ok(c.s, orm_drop_tables(c.s, ORM_MODELS(Entry), NULL));
    administer("DROP TABLESPACE small");
    scene_close(&c);
    umount2(disk, MNT_DETACH);
    rmdir(disk);
}
/* A table in memory that may have a megabyte: a full disk holds the server up instead of failing. */
static void test_mysql_table_full(void **state) {
    (void)state;
    scene c = scene_open();
    assert_ok(c.s, orm_drop_tables(c.s, ORM_MODELS(Entry), NULL));
    administer("SET GLOBAL max_heap_table_size = 1048576");
    orm_db *db = test_open_with(c.url, NULL);
    orm_session *s = orm_session_open(db);
    assert_true(orm_exec(s, "CREATE TABLE entries (id BIGINT PRIMARY KEY AUTO_INCREMENT, batch BIGINT NOT NULL, note VARCHAR(2000) NOT NULL) ENGINE = MEMORY", orm_args()) >= 0);
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
    fill_up(&c, 2000);
    scene_close(&c);
}
/* Of two servers, this program's own (read-only for the moment) and the one that all share, the one that is asked for is found, wherever it stands. */
static void test_mysql_target_session_attrs(void **state) {
    (void)state;
    const char *other = getenv("ORM_TEST_OUTAGE"), *own = getenv("ORM_TEST_MYSQL_PORT");
    if (!own || !*own || !strcmp(other, "1")) skip();
    static const struct { const char *wanted; bool own_first, own, neither; } cases[] = {
        { "any", true, true, false }, { "any", false, false, false }, { "read-write", true, false, false }, { "primary", true, false, false }, { "read-only", false, true, false },
        { "standby", false, true, false }, { "prefer-standby", false, true, false },
    };
    server_find();
    char url[NETWORK_URL], message[100];
    orm_error err;
    administer("SET GLOBAL read_only = 1");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(url, sizeof url, "mysql://word:s3cr3t%%20word@127.0.0.1:1,127.0.0.1:%s,127.0.0.1:%s/orm?sslmode=disable&get_server_public_key=on&target_session_attrs=%s", cases[i].own_first ? own : other,
                 cases[i].own_first ? other : own, cases[i].wanted);
        orm_db *db = orm_open(url, NULL, &err);
        if (!db) fail_msg("%s: %s", cases[i].wanted, err.message);
        orm_session *s = orm_session_open(db);
        assert_int_equal(orm_value_int(orm_scalar_sql(s, "SELECT @@port", orm_args())), atoi(cases[i].own ? own : other));
        assert_int_equal(orm_session_close(s), ORM_OK);
        assert_int_equal(orm_close(db), ORM_OK);
    }
    for (int read_only = 0; read_only < 2; read_only++) {
        administer(read_only ? "SET GLOBAL read_only = 1" : "SET GLOBAL read_only = 0");
        const char *const wanted = read_only ? "read-write" : "standby";
        snprintf(url, sizeof url, "mysql://word:s3cr3t%%20word@127.0.0.1:%s/orm?sslmode=disable&get_server_public_key=on&target_session_attrs=%s", own, wanted);
        snprintf(message, sizeof message, "%s, and target_session_attrs asks for one that %s", read_only ? "is read-only" : "is no read-only one", read_only ? "takes writes" : "takes none");
        refuses(wanted, url, ORM_CONNECTION, message, "s3cr3t");
    }
    administer("SET GLOBAL read_only = 0");
    snprintf(url, sizeof url, "mysql://word@127.0.0.1:%s/orm?target_session_attrs=sometimes", own);
    refuses("a word that is none", url, ORM_CONFIG, "prefer-standby", NULL);
}
static int64_t integer(orm_session *s, const char *sql, orm_arg_list args) {
    orm_rows r = orm_sql_text(s, sql, args);
    const int64_t value = orm_next(&r) ? orm_int(&r, 0) : -1;
    orm_rows_close(&r);
    return value;
}
static void limit_statements(int64_t most) {
    char sql[80];
    snprintf(sql, sizeof sql, "SET GLOBAL max_prepared_stmt_count = %lld", (long long)most);
    administer(sql);
}
/* The server keeps so many prepared statements and no more, of all clients together: others are given up, and what needs no values is run as text. */
static void test_mysql_no_room_for_statements(void **state) {
    (void)state;
    scene c = scene_open();
    orm_db *db = test_open_with(c.url, &(orm_options){ .pool_max = 1 });
    orm_session *s = orm_session_open(db), *other = harness_admin()->s;
    const int64_t most = integer(other, "SELECT @@global.max_prepared_stmt_count", orm_args());
    char sql[80];
    for (int i = 0; i < 20; i++) {
        snprintf(sql, sizeof sql, "SELECT ? + %d", i);
        assert_int_equal(integer(s, sql, orm_args(1)), 1 + i);
    }
    orm_rows r = orm_sql(other, "SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'", orm_args());
    assert_true(orm_next(&r));
    const int64_t now = strtoll(orm_text(&r, 1), NULL, 10);
    orm_rows_close(&r);
    assert_true(now >= 20);
    limit_statements(now);
    orm_scalar_sql(s, "SELECT ? + 100", orm_args(1));
    assert_session(s, ORM_OK);
    assert_int_equal(orm_value_int(orm_scalar_sql(s, "SELECT ? + 100", orm_args(1))), 101);
    assert_session(s, ORM_OK);
    limit_statements(0);
    assert_int_equal(integer(s, "SELECT 200", orm_args()), 200);
    r = orm_sql(s, "SELECT 1, -2, 2.5e0, 'text', X'00ff', DATE '2020-01-02', CAST('2020-01-02 03:04:05.6' AS DATETIME(6)), TIME '01:02:03', NULL, 12.50, CAST(18446744073709551615 AS UNSIGNED)", orm_args());
    if (!orm_next(&r)) fail_msg("%s", orm_error_of(s)->message);
    assert_int_equal(orm_int(&r, 0), 1);
    assert_int_equal(orm_int(&r, 1), -2);
    assert_true(orm_double(&r, 2) == 2.5);
    assert_string_equal(orm_text(&r, 3), "text");
    assert_int_equal(orm_blob(&r, 4).size, 2);
    assert_string_equal(orm_text(&r, 5), "2020-01-02");
    assert_string_equal(orm_text(&r, 6), "2020-01-02 03:04:05.600000");
    assert_string_equal(orm_text(&r, 7), "01:02:03.000000");
    assert_true(orm_null(&r, 8));
    assert_string_equal(orm_text(&r, 9), "12.50");
    assert_string_equal(orm_text(&r, 10), "18446744073709551615");
    assert_false(orm_next(&r));
    orm_scalar_sql(s, "SELECT ? + 300", orm_args(1));
    assert_session(s, ORM_FULL);
    assert_message(s, "max_prepared_stmt_count");
    limit_statements(most);
    assert_int_equal(orm_value_int(orm_scalar_sql(s, "SELECT ? + 300", orm_args(1))), 301);
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
    scene_close(&c);
}

int main(int count, char **arguments) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server_killed_and_started_again),
        cmocka_unit_test(test_server_connections_terminated),
        cmocka_unit_test(test_server_killed_while_four_write),
        cmocka_unit_test(test_server_connecting_is_refused),
        cmocka_unit_test(test_server_without_tls),
        cmocka_unit_test(test_server_too_many_connections),
        cmocka_unit_test(test_server_all_connections_taken),
        cmocka_unit_test(test_server_read_only),
        cmocka_unit_test(test_postgres_disk_full),
        cmocka_unit_test(test_mysql_table_full),
        cmocka_unit_test(test_mysql_no_room_for_statements),
        cmocka_unit_test(test_mysql_target_session_attrs),
    };
    const char *tool = test_on("postgres") ? "tools/with_postgres.sh" : !test_on("mysql") ? NULL : getenv("ORM_MYSQL_ROOT") ? "tools/with_mysql.sh" : "tools/with_mariadb.sh";
    if (tool && !getenv("ORM_TEST_OUTAGE")) { /* once more, with a server of our own around us */
        char *const again[] = { (char *)(uintptr_t)tool, arguments[0], NULL };
        const char *port = test_on("mysql") ? getenv("ORM_TEST_MYSQL_PORT") : NULL; /* of the server around */
        setenv("ORM_TEST_OUTAGE", port && *port ? port : "1", 1);
        execv(tool, again);
        perror(tool);
        return 1;
    }
    (void)count;
    return server_end(run_all(tests));
}
