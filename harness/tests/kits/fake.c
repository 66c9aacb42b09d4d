/* A client of nothing on the kit for C: it connects and sends at once. With an argument the link
 * is a guarded one. */
#include "mqttspec_link_posix.h"

#include <string.h>

static struct mql_link the_link;

static int do_connect(struct mql_instance *at) {
    at->client = at;
    mql_before_connect(at);
    mql_connected(at, -1);
    return MQL_OK;
}

static int do_publish(struct mql_instance *at, const struct mql_message *m, long *key,
                      int *packet) {
    (void)packet;
    if (strcmp(m->topic.at, "bad") == 0) return mql_refuse(&the_link, "invalid_argument", "bad");
    *key = 7;
    mql_message(at, m->topic.at, m->topic.len, m->payload.at, m->payload.len, m->qos, -1, -1, -1);
    mql_finished(at, 7, NULL, 0);
    return MQL_OK;
}

static int do_disconnect(struct mql_instance *at) {
    mql_message(at, "late", 4, "", 0, 0, -1, -1, -1);
    return MQL_LATER; /* and never done */
}

static bool watch(struct mql_instance *at, struct pollfd *wanted) {
    return (void)at, (void)wanted, false;
}

static void turn(struct mql_instance *at) {
    (void)at;
}

int main(int count, char **words) {
    struct mql_shim shim = {
        .client = "fake", .version = "", .platform = "host", .features = "v3.1.1 tcp raw_strings",
        .members = "client_id", .connect = do_connect, .publish = do_publish,
        .disconnect = do_disconnect, .guarded = count > 1, .boot = 9};
    (void)words;
    return mql_serve(&the_link, &shim, watch, turn);
}
