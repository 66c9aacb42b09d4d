@scripted @profile.esp_mqtt
Feature: ESP-MQTT – messages and what the application is told of them

  Background:
    Given the application asks for the preset "esp_mqtt", or else for:
      | keep_alive_s     | 120     |                 |
      | reconnect.mode   | "fixed" | fixed_reconnect |
      | reconnect.min_ms | 10000   | fixed_reconnect |

  @ESPMQTT-FEAT-01 @ESPMQTT-FEAT-08 @ESPMQTT-FEAT-09 @ESPMQTT-FEAT-13
  Rule: The client subscribes and publishes with each QoS, both ways

    Scenario: ESP-MQTT: QoS 0 goes out, and nothing more of it is told than that it left
      Given a client connected
      When the application publishes "data_0" to "/topic/qos0" with QoS 0
      Then the server receives PUBLISH qos=0 dup=0 retain=0 topic="/topic/qos0" payload="data_0"
      And the application is told "sent"
      And the application is not told "published"

    @needs.qos1 @ESPMQTT-EVT-06
    Scenario: ESP-MQTT: QoS 1 is published when PUBACK came
      Given a client connected
      And the server withholds its answer to PUBLISH
      When the application publishes "data_1" to "/topic/qos1" with QoS 1
      Then the server receives PUBLISH qos=1 id!=0 topic="/topic/qos1" payload="data_1"
      And the application is not told "published"
      When the server lets go what it withheld
      Then the application is told that its message is published
      And the application is told "published" exactly 1 time

    @needs.qos2 @ESPMQTT-EVT-06
    Scenario: ESP-MQTT: QoS 2 is published when PUBCOMP came, not at PUBREC
      Given a client connected
      And the server withholds its answer to PUBREL
      When the application publishes "data_2" to "/topic/qos2" with QoS 2
      Then the server receives PUBREL
      And the application is not told "published"
      When the server lets go what it withheld
      Then the application is told that its message is published
      And the application is told "published" exactly 1 time

    @needs.qos2 @ESPMQTT-EVT-07
    Scenario Outline: ESP-MQTT: a message with QoS <qos> comes in and is answered
      Given a client connected
      And the application subscribes to "/topic/#" with QoS 2
      When the server sends PUBLISH topic="/topic/in" qos=<qos> id=21 retain=1 payload=hex:00ff00
      Then the application receives what the server sent
      And the server receives <answer> id=21

      Examples:
        | qos | answer |
        | 1   | PUBACK |
        | 2   | PUBREC |

    @needs.qos2
    Scenario: ESP-MQTT: QoS 2 repeated by the server is delivered once
      Given a client connected
      And the application subscribes to "/topic/#" with QoS 2
      And the server never answers PUBREC
      When the server sends PUBLISH topic="/topic/in" qos=2 id=22 payload="once"
      And the server sends PUBLISH topic="/topic/in" qos=2 id=22 dup=1 payload="once"
      Then the server receives exactly 2 PUBREC id=22 within 1 s
      When the server sends PUBREL id=22
      Then the server receives PUBCOMP id=22
      And the application has received "once" on "/topic/in" exactly 1 time

  @ESPMQTT-EVT-04 @ESPMQTT-EVT-05
  Rule: SUBACK and UNSUBACK are told, of the request that they answer

    @needs.granted_qos
    Scenario: ESP-MQTT: what was granted, and a failure, are told
      Given a client connected
      And the server answers SUBSCRIBE with SUBACK id=$id codes=128
      When the application subscribes to "/topic/no" with QoS 1
      Then the application is told "subscribed" with:
        """
        {"codes": [128]}
        """

    @needs.unsubscribe
    Scenario: ESP-MQTT: UNSUBACK with another Packet Identifier ends nothing
      Given a client connected
      And the application subscribes to "/topic/yes" with QoS 1
      And the server answers UNSUBSCRIBE with UNSUBACK id=60000
      When the application unsubscribes from "/topic/yes"
      Then the server receives UNSUBSCRIBE filters="/topic/yes"
      And the application is not told "unsubscribed"

  @ESPMQTT-CFG-07 @ESPMQTT-EVT-08
  Rule: Messages longer than a buffer of 1024 bytes go both ways whole

    Scenario: ESP-MQTT: a message of 5000 bytes goes out whole
      Given a client connected
      When the application publishes:
        | topic   | "/topic/long"                      |
        | payload | {"fill": {"len": 5000, "seed": 7}} |
      Then the server receives PUBLISH topic="/topic/long" payload=fill:5000/7

    @needs.stream @needs.packet_max
    Scenario Outline: ESP-MQTT: a message of <length> bytes comes in, in pieces of <bytes>
      Given the application asks for:
        | buffer | 1024 |
      And a client connected
      And the application subscribes to "/topic/long" with QoS 1
      And the network does slice <bytes> to client
      When the server sends PUBLISH topic="/topic/long" qos=1 id=31 payload=fill:<length>
      Then the application is told "message" with:
        """
        {"topic": "/topic/long", "packet": 31, "offset": 0, "total": <length>}
        """
      And the application is told "message" with:
        """
        {"topic": "/topic/long", "packet": 31, "total": <length>}
        """
      And the server receives PUBACK id=31

      Examples:
        | length | bytes  |
        | 1500   | 1460 B |
        | 5000   | 333 B  |
        | 20000  | 1460 B |

  @ESPMQTT-EVT-01 @ESPMQTT-LIFE-01
  Rule: The application is told before each attempt, and nothing is dialled before it starts

    @needs.auto_reconnect @needs.bench.virtual_time
    Scenario: ESP-MQTT: each attempt is announced
      Given a client connected
      When the server closes the connection
      And the application is idle for 15 s
      Then the application is told "before_connect" with:
        """
        {"attempt": 2}
        """

  @ESPMQTT-EVT-02
  Rule: Connected means that CONNACK came, with Session Present

    Scenario: ESP-MQTT: a TCP connection is not yet connected
      Given the server withholds its answer to CONNECT
      When the application connects
      Then the server receives CONNECT
      And the application is not told "connected"
      When the server lets go what it withheld
      Then the application is told "connected"
