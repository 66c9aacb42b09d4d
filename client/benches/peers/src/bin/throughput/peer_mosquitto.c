/* libmosquitto, driven by mosquitto_loop on the calling thread. */

#include <mosquitto.h>
#include <stdbool.h>
#include <string.h>

static bool connected;
static long done;

static void on_connect(struct mosquitto *client, void *context, int code) {
    (void)client, (void)context;
    connected = code == 0;
}

static void on_publish(struct mosquitto *client, void *context, int identifier) {
    (void)client, (void)context, (void)identifier;
    done++;
}

struct mosquitto *peer_mosquitto_connect(int port, int window) {
    mosquitto_lib_init();
    connected = false;
    struct mosquitto *client = mosquitto_new("bench", true, NULL);
    mosquitto_max_inflight_messages_set(client, window);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_connect_callback_set(client, on_connect);
    mosquitto_publish_callback_set(client, on_publish);
    if (mosquitto_connect(client, "127.0.0.1", port, 60) != MOSQ_ERR_SUCCESS) return NULL;
    while (!connected)
        if (mosquitto_loop(client, 100, 1) != MOSQ_ERR_SUCCESS) return NULL;
    return client;
}

/* Publishes `count` messages, at most `window` of them unfinished; 0 when all are finished. */
int peer_mosquitto_publish(struct mosquitto *client, const char *topic, const void *payload, int len,
                           int qos, long count, long window) {
    long sent = 0;
    done = 0;
    while (done < count) {
        for (; sent < count && sent - done < window; sent++)
            if (mosquitto_publish(client, NULL, topic, len, payload, qos, false) != MOSQ_ERR_SUCCESS) return 1;
        if (mosquitto_loop(client, qos ? 100 : 0, 100) != MOSQ_ERR_SUCCESS) return 2;
    }
    return 0;
}

void peer_mosquitto_end(struct mosquitto *client) {
    mosquitto_disconnect(client);
    mosquitto_loop(client, 0, 1);
    mosquitto_destroy(client);
    mosquitto_lib_cleanup();
}
