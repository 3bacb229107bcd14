/* Runs a program on a database of its own: place PROGRAM [ARGUMENT...].  The database's URL is the last argument; it is dropped when the program has ended.
 * ORM_TEST_DIALECT says which server (harness.h). */
#define ORM_IMPLEMENTATION
#include "harness.h"
#include <sys/types.h>
#include <sys/wait.h>

#define ARGUMENTS_MAX 20

int main(int argc, char **argv) {
    char *arguments[ARGUMENTS_MAX + 2] = { NULL };
    static char url[1000];
    if (argc < 2 || argc > ARGUMENTS_MAX) {
        fprintf(stderr, "usage: place PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) arguments[i - 1] = argv[i];
    snprintf(url, sizeof url, "%s", test_database_url());
    arguments[argc - 1] = url;
    int status = -1;
    const pid_t child = fork();
    if (child == 0) {
        execv(arguments[0], arguments);
        _exit(127);
    }
    if (child > 0) waitpid(child, &status, 0);
    if (harness_end() != 0) return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
