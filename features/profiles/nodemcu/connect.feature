@scripted @profile.nodemcu
Feature: NodeMCU – connecting

  Background:
    Given the application asks for the preset "nodemcu", or else for:
      | keep_alive_s | 60         |                 |
      | timeout_ms   | 5000       | connect_timeout |
      | packet_max   | 1024       | packet_max      |
      | oversize     | "overflow" | overflow        |

  @NODEMCU-GEN-01 @NODEMCU-CLIENT-06 @NODEMCU-CLIENT-04 @NODEMCU-CLIENT-05
  Rule: CONNECT of MQTT 3.1.1 has Clean Session 1, no login and no Will

    Scenario: NodeMCU: the defaults
      When the application connects
      Then the next packet that the server receives is CONNECT protocol="MQTT" level=4 keep_alive=60 connect_flags=0x02

  @NODEMCU-CLIENT-02 @NODEMCU-CLIENT-03 @NODEMCU-EX-01
  Rule: Client Identifier and Keep Alive are in CONNECT as given

    Scenario: NodeMCU: a client without login, Keep Alive 120
      Given the application asks for:
        | client_id    | "clientid" |
        | keep_alive_s | 120        |
      When the application connects
      Then the server receives CONNECT client_id="clientid" keep_alive=120 connect_flags=0x02

  @NODEMCU-CLIENT-04 @NODEMCU-CLIENT-05 @NODEMCU-EX-02 @needs.user_name
  Rule: User Name and Password are in CONNECT where they were given

    Scenario: NodeMCU: a client with login
      Given the application asks for:
        | user_name | "user"               |
        | password  | {"text": "password"} |
      When the application connects
      Then the server receives CONNECT connect_flags=0xc2 user_name="user" password="password"

    @needs.user_name_alone
    Scenario: NodeMCU: a client with User Name only
      Given the application asks for:
        | user_name | "user" |
      When the application connects
      Then the server receives CONNECT connect_flags=0x82 user_name="user"

  @NODEMCU-LWT-01 @NODEMCU-LWT-04 @NODEMCU-LWT-06 @NODEMCU-LWT-07 @NODEMCU-EX-03 @needs.will
  Rule: The Will travels in CONNECT, with QoS 0 and not retained unless it is told otherwise

    Scenario: NodeMCU: lwt("/lwt", "offline")
      Given the application asks for:
        | will.topic   | "/lwt"              |
        | will.payload | {"text": "offline"} |
      When the application connects
      Then the server receives CONNECT will_topic="/lwt" will_message="offline" will_qos=0 will_retain=0

    @NODEMCU-LWT-08 @needs.will_binary
    Scenario: NodeMCU: a Will with a zero byte is not cut short
      Given the application asks for:
        | will.topic   | "/lwt"            |
        | will.payload | {"hex": "610062"} |
        | will.qos     | 2                 |
        | will.retain  | true              |
      When the application connects
      Then the server receives CONNECT will_message=hex:610062 will_qos=2 will_retain=1

    Scenario: NodeMCU: a Will that is set while connected is in the next CONNECT
      Given a client connected
      When the application asks for:
        | will.topic   | "/lwt"            |
        | will.payload | {"text": "later"} |
      And the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT will_topic="/lwt" will_message="later"

  @NODEMCU-CLOSE-01 @NODEMCU-LWT-05
  Rule: close() sends DISCONNECT before the Network Connection ends, whatever is in flight

    Scenario: NodeMCU: close() when idle
      Given a client connected
      When the application disconnects
      Then the next packet that the server receives is DISCONNECT
      And the client closes the connection

    @needs.qos1
    Scenario: NodeMCU: close() with messages that nobody acknowledges
      Given a client connected
      And the server never answers PUBLISH
      And the application publishes 3 messages to "a/b" with QoS 1
      And the server receives PUBLISH
      When the application disconnects
      Then the server receives DISCONNECT within 2 s
      And the client closes the connection

  @NODEMCU-EX-08
  Rule: After close() the same client connects again

    Scenario: NodeMCU: connect, close, connect
      Given a client connected
      When the application disconnects
      And the application reconnects with the same options
      Then the server receives CONNECT keep_alive=60
      And the application is told "connected"

  @NODEMCU-CONN-08 @NODEMCU-CONN-12
  Rule: The client does not reconnect by itself; offline is told once of a connection that was there

    Scenario: NodeMCU: the server closes, and the application is told and asked
      Given a client connected
      When the server closes the connection
      Then the application is told "disconnected" exactly 1 time
      And the client connects at most 0 times within 1500 ms

    @needs.bench.virtual_time
    Scenario: NodeMCU: nor in five minutes, and the application's own attempt works
      Given a client connected
      When the server closes the connection
      Then the client connects at most 0 times within 5 min
      When the application reconnects with the same options
      Then the application is told "connected"

  @NODEMCU-CLIENT-03 @needs.bench.virtual_time
  Rule: Keep Alive 60 s holds on an idle connection

    Scenario: NodeMCU: an hour of silence
      Given a client connected
      When the application is idle for 60 min
      Then the server receives PINGREQ at least every 60 s
