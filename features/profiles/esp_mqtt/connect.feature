@scripted @profile.esp_mqtt
Feature: ESP-MQTT – connecting

  Background:
    Given the application asks for the preset "esp_mqtt", or else for:
      | keep_alive_s     | 120     |                 |
      | ping_timeout_ms  | 60000   |                 |
      | timeout_ms       | 10000   | connect_timeout |
      | reconnect.mode   | "fixed" | fixed_reconnect |
      | reconnect.min_ms | 10000   | fixed_reconnect |

  @ESPMQTT-CFG-02 @ESPMQTT-CFG-01 @ESPMQTT-MENU-01 @ESPMQTT-FEAT-02
  Rule: CONNECT of MQTT 3.1.1 has Keep Alive 120 s, Clean Session 1, no login and no Will

    Scenario: ESP-MQTT: the defaults
      When the application connects
      Then the next packet that the server receives is CONNECT protocol="MQTT" level=4 keep_alive=120 connect_flags=0x02

  @ESPMQTT-CFG-01
  Rule: disable_clean_session asks for a Session that lasts

    @needs.clean_session_false
    Scenario: ESP-MQTT: Clean Session 0 where it is asked for
      Given the application asks for:
        | clean_session | false |
      When the application connects
      Then the server receives CONNECT clean_session=0 keep_alive=120

  @ESPMQTT-FEAT-12 @ESPMQTT-CFG-02
  Rule: An idle client pings within its Keep Alive, and leaves a server that does not answer

    @needs.bench.virtual_time
    Scenario: ESP-MQTT: an hour of silence
      Given a client connected
      When the application is idle for 60 min
      Then the server receives PINGREQ at least every 120 s
      And the connection stays open

    @needs.bench.virtual_time
    Scenario: ESP-MQTT: no PINGRESP comes
      Given a client connected
      And the server never answers PINGREQ
      When the application is idle for 5 s
      Then the server receives PINGREQ within 121 s
      And the client closes the connection within 242 s
      And the application is told "disconnected"

  @ESPMQTT-CFG-03 @ESPMQTT-EVT-03 @needs.auto_reconnect @needs.fixed_reconnect @needs.bench.virtual_time
  Rule: A lost connection is told once, and made again after ten seconds

    Scenario Outline: ESP-MQTT: the server <loss>
      Given a client connected
      When the server <loss> the connection
      Then the application is told "disconnected"
      And the server receives CONNECT between 9 s and 13 s
      And the application is told "connected"
      And the application is told "disconnected" exactly 1 time

      Examples:
        | loss   |
        | closes |
        | resets |

    Scenario: ESP-MQTT: a server that takes nobody is tried each ten seconds
      Given the server follows the script:
        """
        on opened -> close
        """
      When the application connects
      Then the client connects at least 5 times within 60 s
      And the client connects at most 7 times within 60 s
      And the application is not told "disconnected"

  @ESPMQTT-CFG-03
  Rule: disable_auto_reconnect leaves a lost connection lost

    Scenario Outline: ESP-MQTT: without reconnection, the server <loss>
      Given the application asks for:
        | reconnect | null |
        | preset    | null |
      And a client connected
      When the server <loss> the connection
      Then the application is told "disconnected" exactly 1 time
      And the client connects at most 0 times within 1500 ms

      Examples:
        | loss   |
        | closes |
        | resets |

  @ESPMQTT-FEAT-10 @ESPMQTT-CFG-08 @ESPMQTT-CFG-09 @needs.user_name
  Rule: User Name and Password are in CONNECT as given

    Scenario: ESP-MQTT: a login
      Given the application asks for:
        | user_name | "esp32"              |
        | password  | {"text": "p@ss:word"} |
      When the application connects
      Then the server receives CONNECT user_name="esp32" password="p@ss:word"

    Scenario: ESP-MQTT: a Password without User Name never sets its flag alone
      Given the application asks for:
        | password | {"text": "secret"} |
      When the application connects
      Then the server receives no CONNECT user_name_flag=0 password_flag=1

  @ESPMQTT-FEAT-11 @ESPMQTT-LWT-02 @ESPMQTT-LWT-03 @ESPMQTT-LWT-04 @ESPMQTT-LWT-05 @ESPMQTT-LWT-06 @needs.will
  Rule: The Will is in CONNECT with the topic, message, QoS and retain that were given

    Scenario Outline: ESP-MQTT: a Will with QoS <qos> and retain <retain>
      Given the application asks for:
        | will.topic   | "/topic/will"       |
        | will.payload | {"text": "offline"} |
        | will.qos     | <qos>               |
        | will.retain  | <retain>            |
      When the application connects
      Then the server receives CONNECT will_topic="/topic/will" will_message="offline" will_qos=<qos> will_retain=<bit>

      Examples:
        | qos | retain | bit |
        | 0   | false  | 0   |
        | 1   | true   | 1   |
        | 2   | false  | 0   |

    @needs.will_binary
    Scenario: ESP-MQTT: a Will Message with zero bytes in it has its whole length
      Given the application asks for:
        | will.topic   | "/topic/will"         |
        | will.payload | {"hex": "610062000000"} |
      When the application connects
      Then the server receives CONNECT will_message=hex:610062000000

  @ESPMQTT-LWT-01 @needs.will
  Rule: The Will is the server's to publish after a loss, and not after a disconnection

    Scenario: ESP-MQTT: DISCONNECT takes the Will back
      Given the application asks for:
        | will.topic   | "/topic/will"       |
        | will.payload | {"text": "offline"} |
      And a client connected
      When the application disconnects
      Then the next packet that the server receives is DISCONNECT
      And the client closes the connection
