@scripted @needs.qos1 @needs.clean_session_false @needs.session_kept
Feature: 4.4 A connection that is lost at any point of a flow, inbound

  @MQTT-4.3.3-2 @must @needs.qos2
  Rule: An inbound message with QoS 2 is delivered once, whatever befalls the connection

    Scenario Outline: QoS 2 from the server, <how> after <point>
      Given a client connected with Clean Session 0
      And the application subscribes to "a/b" with QoS 2
      And the network does <how> after 1st <point>, once
      When the server publishes "once" to "a/b" with QoS 2
      Then the application is told "disconnected"
      When the application reconnects with the same options
      Then the server receives PUBCOMP
      And the application has received "once" on "a/b" exactly 1 time

      Examples:
        | how | point             |
        | cut | PUBLISH to client |
        | fin | PUBLISH to client |
        | cut | PUBREC to server  |
        | rst | PUBREC to server  |
        | fin | PUBREC to server  |
        | cut | PUBREL to client  |

    Scenario Outline: QoS 2 from the server, <how> after <point>
      Given a client connected with Clean Session 0
      And the application subscribes to "a/b" with QoS 2
      And the network does <how> after 1st <point>, once
      When the server publishes "once" to "a/b" with QoS 2
      Then the application is told "disconnected"
      When the application reconnects with the same options
      Then the application is told "connected"
      And the application has received "once" on "a/b" exactly 1 time

      Examples:
        | how | point             |
        | cut | PUBCOMP to server |
        | rst | PUBCOMP to server |
        | fin | PUBCOMP to server |

    Scenario: a message that was completed frees its Packet Identifier over a reconnection
      Given a client connected with Clean Session 0
      And the application subscribes to "a/b" with QoS 2
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="same"
      Then the server receives PUBCOMP id=7
      When the server closes the connection
      And the application reconnects with the same options
      Then the application is told "connected"
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="same"
      Then the server receives PUBCOMP id=7
      And the application has received "same" on "a/b" exactly 2 times

  @MQTT-4.3.2-2 @must
  Rule: An inbound message with QoS 1 is acknowledged, whatever befalls the connection

    Scenario Outline: QoS 1 from the server, <how> before <point>
      Given a client connected with Clean Session 0
      And the application subscribes to "a/b" with QoS 1
      And the network does <how> before 1st <point>, once
      When the server publishes "hi" to "a/b" with QoS 1
      Then the application is told "disconnected"
      When the application reconnects with the same options
      Then the server receives PUBACK
      And the application receives "hi" on "a/b"

      Examples:
        | how | point             |
        | cut | PUBLISH to client |
        | rst | PUBLISH to client |
        | fin | PUBLISH to client |
        | cut | PUBACK to server  |
        | rst | PUBACK to server  |
