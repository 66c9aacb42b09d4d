@scripted @profile.esp_mqtt
Feature: ESP-MQTT – errors, refresh, several clients

  Background:
    Given the application asks for the preset "esp_mqtt", or else for:
      | keep_alive_s     | 120     |                 |
      | reconnect.mode   | "fixed" | fixed_reconnect |
      | reconnect.min_ms | 10000   | fixed_reconnect |

  @ESPMQTT-EVT-09
  Rule: A refused connection, a transport that fails and a subscription that fails are told apart

    Scenario Outline: ESP-MQTT: return code <code> is the server's refusal
      Given the server answers CONNECT with CONNACK code=<code>
      When the application connects
      Then the application is told "refused" with:
        """
        {"code": <code>}
        """

      Examples:
        | code |
        | 3    |
        | 5    |

    Scenario: ESP-MQTT: a transport that cannot be opened is no refusal
      Given the network does refuse
      When the application connects
      Then the application is told "failed"
      And the application is not told "refused"

  @ESPMQTT-EVT-03
  Rule: A connection that a missing answer ends is told as ended, once

    @needs.bench.virtual_time
    Scenario: ESP-MQTT: a dead link is told once
      Given a client connected
      And the network does half-open after 1st PINGREQ to server, once
      When the application is idle for 4 min
      Then the application is told "disconnected" exactly 1 time

  @ESPMQTT-CFG-14 @needs.refresh
  Rule: refresh_connection_after_ms makes a new connection, politely, and loses nothing

    Scenario: ESP-MQTT: after its time the connection is replaced
      Given the application asks for:
        | refresh_ms | 700 |
      And a client connected
      When the application is idle for 1 s
      Then the server receives in order:
        """
        DISCONNECT
        CONNECT keep_alive=120
        """
      And the application is told "connected"

    @needs.qos1 @needs.clean_session_false @needs.session_kept
    Scenario: ESP-MQTT: a message in flight is sent again after the refresh
      Given the application asks for:
        | refresh_ms    | 700   |
        | clean_session | false |
      And a client connected
      And the server follows the script:
        """
        connection 1: on PUBLISH -> drop
        """
      When the application publishes "kept" to "/topic/qos1" with QoS 1
      And the application is idle for 1 s
      Then the server receives PUBLISH dup=1 payload="kept"
      And the application is told that its message is published

  @ESPMQTT-FEAT-07 @needs.multi_client
  Rule: Several clients in one application do not meddle with one another

    Scenario: ESP-MQTT: two clients, each with its own connection and end
      Given a client connected
      When the application does connect
        """
        {"client": 1, "client_id": "second"}
        """
      Then the server receives CONNECT client_id="second"
      And the application is told "connected" with:
        """
        {"client": 1}
        """
      When the application does disconnect
        """
        {"client": 1}
        """
      Then the server receives DISCONNECT
      When the application publishes "first" to "/topic/first" with QoS 0
      Then the server receives PUBLISH payload="first"

  @ESPMQTT-API-01 @needs.connect_timeout
  Rule: Without CONNACK the attempt ends after ten seconds

    @needs.bench.virtual_time
    Scenario: ESP-MQTT: a CONNACK after nine seconds is in time
      Given the server follows the script:
        """
        on CONNECT -> delay 9 s
        """
      When the application connects
      And the application is idle for 9500 ms
      Then the application is told "connected"

    @needs.bench.virtual_time
    Scenario: ESP-MQTT: a CONNACK after eleven seconds is too late
      Given the server follows the script:
        """
        on 1st CONNECT -> delay 11 s
        """
      When the application connects
      And the application is idle for 10500 ms
      Then the application is told "failed"
      And the application is not told "connected"
