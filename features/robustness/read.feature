@scripted
Feature: Robustness – what arrives in pieces

  @ROB-READ-1 @robust
  Rule: Any cut of the inbound bytes into segments is read the same

    @needs.qos2
    Scenario Outline: pieces of <bytes>
      Given the network does slice <bytes>
      And a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server publishes "in pieces" to "a/b" with QoS 2
      Then the application receives "in pieces" on "a/b"
      And the server receives PUBCOMP

      Examples:
        | bytes |
        | 1 B   |
        | 2 B   |
        | 3 B   |
        | 5 B   |
        | 7 B   |

    @needs.qos1
    Scenario: a large message in small pieces
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      And the network does slice 61 B to client
      When the server sends PUBLISH topic="a/b" qos=1 id=9 payload=fill:5000
      Then the application receives what the server sent
      And the server receives PUBACK id=9

    @needs.qos1
    Scenario: several packets in one segment
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends in one segment:
        """
        PUBLISH topic="a/b" qos=1 id=11 payload="first"
        PUBLISH topic="a/b" payload="second"
        PUBLISH topic="a/b" qos=1 id=12 payload="third"
        """
      Then the server receives in order:
        """
        PUBACK id=11
        PUBACK id=12
        """
      And the application receives "second" on "a/b"

    @needs.qos1
    Scenario: everything together with CONNACK
      Given the server follows the script:
        """
        on CONNECT -> also PUBLISH topic="a/b" qos=1 id=9 payload="early"
        """
      And the network does coalesce 50 ms to client
      When the application connects
      Then the application is told "connected"
      And the server receives PUBACK id=9

    @needs.qos2
    Scenario: answers that are gathered come late and together
      Given a client connected
      And the network does coalesce 50 ms to client
      When the application publishes 5 messages to "a/b" with QoS 2
      Then the application is told that its message is published
      And the server receives exactly 5 PUBREL within 1 s

    @table.packets/framing.stay @needs.qos1
    Scenario Outline: <name> together, <state>
      Given a client in the state <state>
      When the server sends <packet>
      And the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @table.packets/framing.answer @needs.qos1
    Scenario Outline: <name> together, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the server receives <answer>
      When the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @needs.qos1
    Scenario Outline: a connection lost after <bytes> of a message leaves nothing behind
      Given a client connected
      And the network does truncate 1st PUBLISH to client to <bytes> then <how>, once
      When the server sends PUBLISH topic="a/b" qos=1 id=9 payload=fill:200
      And the application reconnects with the same options
      Then the application is told "connected"
      When the server sends PUBLISH topic="a/b" qos=1 id=10 payload="whole"
      Then the server receives PUBACK id=10
      And the server receives no PUBACK id=9

      Examples:
        | bytes | how |
        | 1 B   | fin |
        | 2 B   | rst |
        | 3 B   | fin |
        | 6 B   | rst |
        | 9 B   | fin |
        | 100 B | rst |

    Scenario Outline: a CONNACK of <bytes> and then <how> is no connection
      Given the network does truncate 1st CONNACK to client to <bytes> then <how>, once
      When the application connects
      Then the application is told "failed"
      And the application is not told "connected"

      Examples:
        | bytes | how |
        | 1 B   | fin |
        | 2 B   | fin |
        | 3 B   | fin |
        | 3 B   | rst |
