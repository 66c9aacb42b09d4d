@scripted @profile.mongoose_os
Feature: Mongoose OS – the configuration and its defaults

  Background:
    Given the application asks for the preset "mongoose_os", or else for:
      | keep_alive_s     | 60        |               |
      | resubscribe      | true      | resubscribe   |
      | reconnect.mode   | "backoff" | backoff       |
      | reconnect.min_ms | 2000      | backoff       |
      | reconnect.max_ms | 60000     | backoff       |
      | packet_max       | 3072      | packet_max    |

  @MGOS-GEN-01 @MGOS-CFG-01 @MGOS-CFG-04 @MGOS-CFG-05 @MGOS-CFG-10 @MGOS-CFG-16 @MGOS-CFG-18
  Rule: CONNECT of MQTT 3.1.1 has Keep Alive 60 s, Clean Session 1, no login and no Will, by plain TCP

    Scenario: Mongoose OS: the defaults
      When the application connects
      Then the next packet that the server receives is CONNECT protocol="MQTT" level=4 keep_alive=60 connect_flags=0x02

  @MGOS-CFG-04 @needs.bench.virtual_time
  Rule: PINGREQ is sent each keep_alive seconds at the latest

    Scenario: Mongoose OS: an hour of silence
      Given a client connected
      When the application is idle for 60 min
      Then the server receives PINGREQ at least every 60 s

  @MGOS-CFG-05 @MGOS-CFG-16 @needs.user_name
  Rule: user and pass are in CONNECT where they are set

    Scenario: Mongoose OS: user and pass
      Given the application asks for:
        | user_name | "device"           |
        | password  | {"text": "secret"} |
      When the application connects
      Then the server receives CONNECT user_name="device" password="secret"

    @MGOS-GEN-02
    Scenario: Mongoose OS: credentials as long as those of a cloud
      Given the application asks for:
        | user_name | {"repeat": {"text": "u", "len": 300}} |
        | password  | {"fill": {"len": 700, "seed": 33}}    |
      When the application connects
      Then the server receives CONNECT user_name=repeat:"u"*300 password=fill:700/33

  @MGOS-CFG-02
  Rule: The Client Identifier is the device's, on each connection the same

    @slow @needs.auto_reconnect
    Scenario: Mongoose OS: a client that chooses its own Client Identifier keeps it
      Given the application asks for:
        | client_id | "esp32_A1B2C3" |
      And a client connected
      When the server closes the connection
      And the application is idle for 5 s
      Then the server receives CONNECT client_id="esp32_A1B2C3"

  @MGOS-CFG-17 @MGOS-CFG-18 @needs.will
  Rule: will_topic and will_message make a Will, also an empty one

    Scenario Outline: Mongoose OS: will_message <payload>
      Given the application asks for:
        | will.topic   | "devices/will" |
        | will.payload | <payload>      |
      When the application connects
      Then the server receives CONNECT will_topic="devices/will" will_message=<message>

      Examples:
        | payload          | message |
        | {"text": "gone"} | "gone"  |
        | {"hex": ""}      | ""      |

  @MGOS-CFG-08 @MGOS-CFG-09
  Rule: The server is dialled at its own port, or at 1883

    @needs.uri
    Scenario: Mongoose OS: server and port
      Given the application asks for:
        | uri | "mqtt://127.0.0.1:$port" |
      When the application connects
      Then the server receives CONNECT

    @needs.uri @needs.bench.virtual_time
    Scenario: Mongoose OS: a server without port is dialled at 1883
      Given the application asks for:
        | uri | "mqtt://127.0.0.1" |
      When the application connects
      Then the server receives CONNECT

  @MGOS-GEN-05 @MGOS-CFG-03
  Rule: Nothing happens before the application wants it

    Scenario: Mongoose OS: not enabled
      When the application is idle for 1 s
      Then the client connects at most 0 times within 1500 ms
