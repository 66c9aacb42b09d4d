@scripted @profile.zephyr
Feature: Zephyr – staying connected, and leaving

  Background:
    Given the application asks for the preset "zephyr", or else for:
      | keep_alive_s  | 60    |                     |
      | clean_session | false | clean_session_false |
      | timeout_ms    | 5000  | connect_timeout     |
      | manual_ack    | true  | manual_ack          |

  @ZEPHYR-RUN-01 @ZEPHYR-RUN-03 @needs.bench.virtual_time
  Rule: mqtt_live keeps an idle connection within its Keep Alive, and notices a server that does not answer

    Scenario: Zephyr: an hour without messages
      Given a client connected
      When the application is idle for 60 min
      Then the server receives PINGREQ at least every 60 s
      And the connection stays open

    Scenario: Zephyr: PINGREQ without answer
      Given a client connected
      And the server never answers PINGREQ
      When the application is idle for 5 s
      Then the server receives PINGREQ within 61 s
      And the client closes the connection within 121 s
      And the application is told "disconnected" exactly 1 time

  @ZEPHYR-API-05 @needs.ping
  Rule: mqtt_ping sends PINGREQ now

    Scenario: Zephyr: a ping on demand
      Given a client connected
      When the application does ping
      Then the server receives PINGREQ within 1 s

    @ZEPHYR-API-01 @needs.pong
    Scenario: Zephyr: its answer is told
      Given a client connected
      When the application does ping
      Then the application is told "pong"

  @ZEPHYR-DISC-01
  Rule: mqtt_disconnect sends DISCONNECT, closes, and is told

    Scenario: Zephyr: mqtt_disconnect
      Given a client connected
      When the application disconnects
      Then the next packet that the server receives is DISCONNECT
      And the client closes the connection
      And the application is told "disconnected" exactly 1 time

  @ZEPHYR-CONN-07 @needs.abort
  Rule: mqtt_abort closes without DISCONNECT

    Scenario: Zephyr: mqtt_abort
      Given a client connected
      When the application does abort
      Then the client closes the connection
      And the server receives no DISCONNECT

  @ZEPHYR-INIT-02 @ZEPHYR-INIT-03 @needs.multi_client @needs.qos1
  Rule: Several clients are managed independently

    Scenario: Zephyr: one waits for an acknowledgement, the other works
      Given a client connected
      And the server never answers PUBLISH payload="slow"
      And the application publishes "slow" to "a/b" with QoS 1
      When the application does connect
        """
        {"client": 1, "client_id": "other"}
        """
      Then the application is told "connected" with:
        """
        {"client": 1}
        """
      When the application does publish
        """
        {"client": 1, "topic": "c/d", "payload": {"text": "fast"}, "qos": 1}
        """
      Then the application is told "published" with:
        """
        {"client": 1}
        """
      And the application is told "published" exactly 1 time
