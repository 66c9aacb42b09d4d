@scripted @profile.nodemcu
Feature: NodeMCU – messages and their limit

  Background:
    Given the application asks for the preset "nodemcu", or else for:
      | keep_alive_s | 60         |            |
      | packet_max   | 1024       | packet_max |
      | oversize     | "overflow" | overflow   |

  @NODEMCU-CLIENT-07 @NODEMCU-BUF-04 @NODEMCU-BUF-05 @NODEMCU-ON-04 @NODEMCU-BUF-07 @needs.overflow @needs.packet_max @needs.qos1
  Rule: A PUBLISH of up to 1024 bytes in all is delivered, a larger one goes to overflow, cut off, and is acknowledged

    Scenario Outline: NodeMCU: a PUBLISH of <total> bytes is a message
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=7 payload=fill:<payload>
      Then the application receives what the server sent
      And the application is not told "overflow"
      And the server receives PUBACK id=7

      Examples:
        | total | payload |
        | 1023  | 1013    |
        | 1024  | 1014    |

    Scenario Outline: NodeMCU: a PUBLISH of <total> bytes overflows
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=7 payload=fill:<payload>
      Then the application is told "overflow" with:
        """
        {"topic": "a/b", "len": <payload>}
        """
      And the application is not told "message"
      And the server receives PUBACK id=7

      Examples:
        | total | payload |
        | 1025  | 1015    |
        | 20010 | 20000   |

    @needs.qos2
    Scenario: NodeMCU: with QoS 2 what is discarded is acknowledged to the end
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server publishes "first" to "a/b" with QoS 2
      And the server sends PUBLISH topic="a/b" qos=2 id=900 payload=fill:5000
      Then the application is told "overflow"
      And the server receives PUBREC id=900
      When the server sends PUBREL id=900
      Then the server receives PUBCOMP id=900

  @NODEMCU-BUF-06 @NODEMCU-BUF-11 @needs.overflow @needs.packet_max @needs.qos1
  Rule: What follows a message too large, or lies with it in one segment, is read as usual

    Scenario Outline: NodeMCU: too large and small together, in pieces of <bytes>
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      And the network does slice <bytes> to client
      When the server sends in one segment:
        """
        PUBLISH topic="a/b" qos=1 id=9 payload=fill:3000
        PUBLISH topic="a/b" qos=1 id=10 payload="small"
        PUBLISH topic="a/b" qos=1 id=11 payload="last"
        """
      Then the application is told "overflow"
      And the application receives "small" on "a/b"
      And the application receives "last" on "a/b"
      And the server receives in order:
        """
        PUBACK id=9
        PUBACK id=10
        PUBACK id=11
        """

      Examples:
        | bytes  |
        | 7 B    |
        | 1023 B |
        | 1460 B |

  @NODEMCU-BUF-01 @NODEMCU-BUF-10 @needs.overflow @needs.packet_max
  Rule: A PUBLISH that announces the largest length there is brings nobody down

    Scenario: NodeMCU: 268,435,455 bytes are announced, and the connection is lost in them
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server sends hex 30 ff ff ff 7f 0003 612f62 61626364
      And the server closes the connection
      And the application reconnects with the same options
      Then the application is told "connected"

  @NODEMCU-BUF-09 @NODEMCU-BUF-02 @needs.overflow @needs.packet_max @needs.qos1
  Rule: A buffer that is too small for a message costs that message, not the connection

    Scenario: NodeMCU: 5000 bytes for a buffer of 128
      Given the application asks for:
        | buffer | 128 |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=9 payload=fill:5000
      Then the application is told "overflow"
      And the server receives PUBACK id=9
      And the connection stays open

  @NODEMCU-PUB-01 @NODEMCU-PUB-05 @NODEMCU-PUB-02
  Rule: publish() sends what it was given, and is told when the server has it

    Scenario: NodeMCU: a payload with zero bytes, QoS 0, retained
      Given a client connected
      When the application publishes:
        | topic   | "/topic"          |
        | payload | {"hex": "680000"} |
        | retain  | true              |
      Then the server receives PUBLISH topic="/topic" qos=0 retain=1 payload=hex:680000
      And the application is told "sent"

    @needs.qos2
    Scenario: NodeMCU: QoS 2 is told at PUBCOMP
      Given a client connected
      And the server withholds its answer to PUBREL
      When the application publishes "hello" to "/topic" with QoS 2
      Then the server receives PUBREL
      And the application is not told "published"
      When the server lets go what it withheld
      Then the application is told that its message is published

  @NODEMCU-EX-05 @NODEMCU-ON-03
  Rule: A message without payload is delivered as such

    Scenario: NodeMCU: nil data
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server sends PUBLISH topic="a/b" payload=""
      Then the application receives what the server sent
