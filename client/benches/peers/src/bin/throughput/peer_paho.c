/* Paho C, asynchronous: the calling thread publishes, its own threads send and receive. */

#include <MQTTAsync.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static long done;

static void on_success(void *context, MQTTAsync_successData *response) {
    (void)context, (void)response;
    pthread_mutex_lock(&mutex);
    done++;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
}

static void on_failure(void *context, MQTTAsync_failureData *response) {
    (void)context, (void)response;
    abort();
}

static void await(long count) {
    pthread_mutex_lock(&mutex);
    while (done < count) pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

void *peer_paho_connect(const char *address, int window) {
    MQTTAsync client;
    MQTTAsync_createOptions create = MQTTAsync_createOptions_initializer;
    create.maxBufferedMessages = 1000;
    if (MQTTAsync_createWithOptions(&client, address, "bench", MQTTCLIENT_PERSISTENCE_NONE, NULL, &create))
        return NULL;
    MQTTAsync_connectOptions connect = MQTTAsync_connectOptions_initializer;
    connect.maxInflight = window;
    connect.onSuccess = on_success;
    connect.onFailure = on_failure;
    done = 0;
    if (MQTTAsync_connect(client, &connect)) return NULL;
    await(1);
    return client;
}

/* Publishes `count` messages, at most `window` of them unfinished; 0 when all are finished. */
int peer_paho_publish(void *client, const char *topic, const void *payload, int len, int qos, long count,
                      long window) {
    done = 0;
    for (long sent = 0; sent < count; sent++) {
        MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
        options.onSuccess = on_success;
        options.onFailure = on_failure;
        await(sent - window + 1);
        int code;
        do code = MQTTAsync_send(client, topic, len, payload, qos, 0, &options);
        while (code == MQTTASYNC_MAX_BUFFERED_MESSAGES);
        if (code != MQTTASYNC_SUCCESS) return code;
    }
    await(count);
    return 0;
}

void peer_paho_end(void *client) {
    MQTTAsync_disconnectOptions options = MQTTAsync_disconnectOptions_initializer;
    options.onSuccess = on_success;
    done = 0;
    if (MQTTAsync_disconnect(client, &options) == MQTTASYNC_SUCCESS) await(1);
    MQTTAsync_destroy(&client);
}
